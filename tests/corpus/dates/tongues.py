"""How six languages usually write a date: a reference of its own beside the package's list of names."""

import datetime as dt

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
}
# In whose frames d is the day, m the month's name, y the year, w the weekday.
FORMS = {
    "en": ("{d} {m} {y}", "{m} {d}, {y}", "{w}, {m} {d}, {y}", "{w} {d} {m} {y}", "{d}th {m} {y}", "{m} {d}th, {y}"),
    "es": (
        "{d} de {m} de {y}",
        "{w} {d} de {m} de {y}",
        "{w}, {d} de {m} del {y}",
        "{d}º de {m} de {y}",
        "{d} {m}, {y}",
    ),
    "ru": ("{d} {m} {y}", "{d} {m} {y} г.", "{d} {m} {y} года", "{w}, {d} {m} {y} г."),
    "fr": ("{d} {m} {y}", "le {d} {m} {y}", "{w} {d} {m} {y}", "{d}er {m} {y}"),
    "de": ("{d}. {m} {y}", "{w}, {d}. {m} {y}", "{w}, den {d}. {m} {y}", "{d} {m} {y}"),
    "pt": ("{d} de {m} de {y}", "{w}, {d} de {m} de {y}", "{d} {m} {y}"),
}
EVERY_FORM = [(language, form) for language, forms in FORMS.items() for form in forms]


def in_words(day: dt.date, language: str, form: str) -> str:
    """Return a day as a language writes it."""
    month = MONTHS[language].split()[day.month - 1]
    return form.format(d=day.day, m=month, y=day.year, w=WEEKDAYS[language].split()[day.weekday()])
