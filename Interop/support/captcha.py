"""Doing the task of a captcha of the question kind, as a person would."""

import re


def answer_to(question):
    """The words at the places that it names: `Type word 3 and word 5 of these: window, yellow, …`"""
    places = [int(place) for place in re.findall(r"\d+", question.split(":")[0])]
    words = [word.strip() for word in question.split(":", 1)[1].split(",")]
    assert len(places) == 2 and len(words) == 8, question
    return " ".join(words[place - 1] for place in places)
