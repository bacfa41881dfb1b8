"""Countries and cities by their names in English and German, so that both languages meet in one."""

_NAMES = """
afghanistan; albania albanien; algeria algerien; argentina argentinien; armenia armenien
australia australien; austria österreich; bangladesh bangladesch; belgium belgien; bolivia bolivien
bosnia bosnien; brazil brasilien; bulgaria bulgarien; burundi; cambodia kambodscha; cameroon kamerun
canada kanada; chile; china; colombia kolumbien; congo kongo; costa_rica; croatia kroatien
cuba kuba; cyprus zypern; czechia tschechien; denmark dänemark
dominican_republic dominikanische_republik; ecuador; egypt ägypten; el_salvador; england
estonia estland; ethiopia äthiopien; finland finnland; france frankreich; georgia georgien
germany deutschland; ghana; greece griechenland; guatemala; haiti; honduras; hungary ungarn
iceland island; india indien; indonesia indonesien; iran; iraq irak; ireland irland; israel
italy italien; jamaica jamaika; japan; kenya kenia; korea; south_korea südkorea; laos
latvia lettland; lebanon libanon; liberia; lithuania litauen; luxembourg luxemburg
madagascar madagaskar; malawi; malaysia; malta; mexico mexiko; moldova moldau; mongolia mongolei
morocco marokko; mozambique mosambik; myanmar; nepal; netherlands niederlande niederlanden
new_zealand neuseeland; nicaragua; nigeria; norway norwegen; pakistan; panama
papua_new_guinea papua-neuguinea; paraguay; peru; philippines philippinen; poland polen; portugal
puerto_rico; romania rumänien; russia russland; rwanda ruanda; saudi_arabia saudi-arabien
scotland schottland; senegal; serbia serbien; singapore singapur; slovakia slowakei
slovenia slowenien; south_africa südafrika; spain spanien; sri_lanka; sumatra; sweden schweden
switzerland schweiz; syria syrien; taiwan; tanzania tansania; thailand; tunisia tunesien
turkey türkei; uganda; ukraine; uruguay; usbekistan uzbekistan; venezuela; vietnam; wales
yemen jemen; zambia sambia; zimbabwe simbabwe; africa afrika; asia asien; europe europa; amsterdam
antwerp antwerpen; athens athen; atlanta; auckland; austin; bangkok; barcelona; basel
beijing peking; berlin; bern; bilbao; birmingham; bogota bogotá; bologna; bonn; bordeaux; boston
bremen; bristol; brooklyn; brussels brüssel; budapest; buenos_aires; cairo kairo; calgary
california kalifornien; cape_town kapstadt; cardiff; chicago; cologne köln; copenhagen kopenhagen
cork; dallas; delhi; denver; detroit; dortmund; dresden; dubai; dublin; duisburg; düsseldorf
edinburgh; florence florenz; florida; frankfurt; freiburg; geneva genf; glasgow; graz; hamburg
hanoi; hannover hanover; hawaii; helsinki; hong_kong; houston; innsbruck; istanbul; jakarta; kiel
krakow krakau; kyoto; las_vegas; leeds; leipzig; lima; linz; lisbon lissabon; liverpool; ljubljana
london; los_angeles; lübeck; lyon; madrid; mainz; malaga; manchester; mannheim; manila; marseille
medellin medellín; melbourne; mexico_city mexiko-stadt; miami; milan mailand; minneapolis; montreal
moscow moskau; mumbai; munich münchen; münster; nairobi; naples neapel; nashville; new_orleans
new_york; nuremberg nürnberg; oakland; oregon; osaka; oslo; ottawa; oxford; palermo; paris
philadelphia; pittsburgh; portland; porto; prague prag; quito; reykjavik; riga; rio_de_janeiro
rome rom; rotterdam; salzburg; san_diego; san_francisco; sao_paulo; seattle; seoul; seville sevilla
shanghai; sheffield; sofia; stockholm; strasbourg straßburg; stuttgart; sydney; tallinn; texas
tokyo tokio; toronto; turin; valencia; vancouver; venice venedig; vermont; vienna wien; vilnius
warsaw warschau; washington; wiesbaden; winnipeg; zagreb; zurich zürich; tuscany toskana
bavaria bayern; sicily sizilien
"""
PLACES: dict[str, str] = {
    name.replace("_", " "): names.split()[0].replace("_", " ")
    for line in _NAMES.strip().splitlines()
    for names in line.split(";")
    for name in names.split()
}
"""By name in small letters: the one under which it is known here. Common words are left out."""
