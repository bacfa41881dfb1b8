import pytest

from generation.networks.table import BLUESKY, LINKEDIN, NETWORKS, Figure, X


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_figure_says_where_it_is_from(network):
    figures = [value for _name, value in network if isinstance(value, Figure)]

    assert len(figures) >= 6
    assert all(figure.value > 0 and figure.source and figure.as_of for figure in figures)
    assert network.shortest.value < network.longest.value <= network.room


@pytest.mark.parametrize(
    ("network", "text", "fits"),
    [
        (X, "日" * 141, 140),
        (X, "a" * 300, 280),
        (LINKEDIN, "a" * 3001, 3000),
        (BLUESKY, "a" * 301, 300),
        (BLUESKY, "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 130, 840),
        (X, "fits", 4),
    ],
)
def test_it_is_known_how_much_of_a_text_fits(network, text, fits):
    assert network.fitting(text) == fits
