"""What Maya wrote into the sample posts, by the path of each text."""

ENGLISH = {
    "posts.0.text": (
        "The mornings are getting lighter. So is the price of your coffee.\n\n"
        "For two weeks, every bag of whole-bean coffee is 20% off with code SPRING20. "
        "US orders over $35 ship free."
    ),
    "posts.1.text": (
        "Every spring our roastery gets busier.\n\n"
        "Each bag leaves Portland within 48 hours of roasting, and that does not change when the mornings "
        "get lighter. What changes for two weeks is the price: 20% off every bag of whole-bean coffee, with "
        "code SPRING20. US orders over $35 ship free.\n\n"
        "If your team drinks more coffee than it admits, Ridgeline Blend is a good place to begin: 340 g for "
        "$14.40 instead of $18.00.\n\n"
        "What is in your cup on the first warm morning of the year?"
    ),
    "posts.2.text": (
        "Spring is on the shelf. Every bag of whole-bean coffee is 20% off for two weeks, and US shipping is "
        "free over $35.\n\n"
        "Which roast are you opening the windows to?"
    ),
}
GERMAN = {
    "posts.0.text": (
        "Die Morgen werden heller. Zwei Wochen lang gibt es 20 % auf alle ganzen Bohnen, Code SPRING20. "
        "Bestellungen ab 35 $ liefern wir in den USA kostenlos."
    ),
    "posts.1.text": (
        "Der Frühling steht im Regal.\n\n"
        "Zwei Wochen lang gibt es 20 % auf alle ganzen Bohnen, mit dem Code SPRING20. Geröstet in Portland, "
        "höchstens 48 Stunden vor dem Versand.\n\n"
        "Den Link finden Sie in unserer Bio."
    ),
    "posts.2.text": (
        "Wir rösten in Portland, höchstens 48 Stunden vor dem Versand. Zwei Wochen lang kosten alle ganzen "
        "Bohnen 20 % weniger, mit dem Code SPRING20.\n\n"
        "Welche Röstung darf bei Ihnen in die Mühle?"
    ),
}
