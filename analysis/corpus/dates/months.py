"""The names of months and days of the week in English, Spanish, Russian, French, German and Portuguese."""

from __future__ import annotations

import unicodedata

# A line is a month; first the name (in Russian in each case), then what it is shortened to.
_MONTHS = """
january enero январь января январе январю январем janvier januar jänner janeiro jan ene янв janv jän
february febrero февраль февраля феврале февралю февралем février februar feber fevereiro feb фев февр fév févr fev
march marzo март марта марте марту мартом mars märz março mar мар mär mrz
april abril апрель апреля апреле апрелю апрелем avril apr abr апр avr
may mayo май мая мае маю маем mai maio
june junio июнь июня июне июню июнем juin juni junho jun июн
july julio июль июля июле июлю июлем juillet juli julho jul июл juil
august agosto август августа августе августу августом août aug ago авг
september septiembre setiembre сентябрь сентября сентябре сентябрю сентябрем septembre setembro sep sept set сен сент
october octubre октябрь октября октябре октябрю октябрем octobre oktober outubro oct окт okt out
november noviembre ноябрь ноября ноябре ноябрю ноябрем novembre novembro nov ноя нояб
december diciembre декабрь декабря декабре декабрю декабрем décembre dezember dezembro dec dic дек déc dez
"""

# A line is a day of the week, from Monday.
_WEEKDAYS = """
monday lunes понедельник lundi montag segunda mon lun пн пнд mo seg
tuesday martes вторник mardi dienstag terça tue tues mar вт втр di ter
wednesday miércoles среда среду mercredi mittwoch quarta wed weds ср срд mi mié mer qua
thursday jueves четверг jeudi donnerstag quinta thu thur thurs чт чтв do jeu jue qui
friday viernes пятница пятницу vendredi freitag sexta fri пт птн fr ven vie ven sex
saturday sábado суббота субботу samedi samstag sonnabend sat сб сбт sa sáb sam
sunday domingo воскресенье dimanche sonntag sun вс вск so dom dim
"""


def plain(word: str) -> str:
    """Return a word in lower case and without accents, so that 'Août', 'AOUT' and 'août' are one.

    >>> plain("Décembre"), plain("МАЯ")
    ('decembre', 'мая')
    """
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, plain."""
    return frozenset(map(plain, words.split()))


def _numbered(lines: str, first: int) -> dict[str, int]:
    return {plain(name): i for i, line in enumerate(lines.split("\n")[1:-1], first) for name in line.split()}


MONTHS = _numbered(_MONTHS, 1)
WEEKDAYS = _numbered(_WEEKDAYS, 0)
