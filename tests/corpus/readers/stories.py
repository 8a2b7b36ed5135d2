"""Made-up articles that the tests of the readers share."""

import datetime as dt

from tests.documents import Story

STORM = Story(
    "Rebuilding better after Storm-19, part 1",
    "The Bay Times",
    dt.date(2012, 1, 5),
    (
        "The harbour was closed on Thursday after a storm from the north-west had sunk two ferries at their moorings.",
        "Nobody was hurt. The harbour master said that the quay would stay shut until at least March 3, 2013.",
        "It was the worst storm since 1999, and the insurers will count the damage for months.",
    ),
)
VOTE = Story(
    "Island votes for the bridge; tolls of 2000 um 4,5 for cars",
    "Coast Courier",
    dt.date(2014, 11, 30),
    (
        "Six in ten voters on the island said yes to the bridge, more than any count before the poll had promised.",
        "The council will ask for bids in spring, though the ferry crews have announced that they will go to court.",
    ),
)
FROST = Story(
    "Лёд закрыл порт",
    "Вестник залива",
    dt.date(2019, 2, 14),
    ("Порт закрыт уже третью неделю: лёд дошёл до маяка.", "Ледокол придёт в пятницу, сообщил начальник порта."),
    "Russian",
)
STORIES = [STORM, VOTE, FROST]
