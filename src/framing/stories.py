"""Invented news articles with a planted difference, for notebooks, examples and tests: nothing of it ever happened."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

OUTLETS = ("The Harbour Herald", "Northport Gazette", "Dockside Voice", "The Daily Tide")
# A sentence is filled in anew each time: one of what stands between braces, so that no two articles share a passage.
OPENINGS = (
    "{Dockers|Crane drivers|Harbour workers} in Northport {stopped work|walked out|downed tools} on {Monday|Tuesday} "
    "over {a new timetable|hours at night|the winter rota}.",
    "The {cranes|gates|quays} of Northport {stood still|stayed shut|were empty} on {Monday|Tuesday} after talks on "
    "{hours|the rota|night work} {failed|broke down|ended in silence}.")
PLAIN = (
    "The {plan|rota|timetable} would {move|shift|send} {two|three|four} hundred {people|workers} from {day|early} to "
    "{night|late} {work|turns}.",
    "{Three|Four|Five} {container ships|timber ships|tankers} {waited|lay|anchored} in the {bay|roads} until "
    "{evening|midnight|the next tide}.",
    "{Northport|The harbour} {handles|loads|ships} a {third|quarter|fifth} of the country’s {timber|grain|steel}.",
    "{Talks|Meetings} on {hours|the rota} {began|opened} in {March|April} and were {broken off|put off} {twice|three "
    "times}.",
    "The union {counts|has} {eleven|nine|twelve} hundred {members|people} in {town|the port and the yards}.",
    "{Shops|Cafés|Offices} near the {gates|east quay} {opened late|stayed closed}, and the school bus {took another "
    "road|came an hour late}.",
    "{A first|An early} round of {payments|refunds} is due {at the end of the month|in June|after the holiday}.",
    "The port has {run at|made} a loss in {two|three} of the last {five|six|seven} years.",
    "{Night work|A late turn} is paid a {fifth|quarter} more than {day work|an early one} under {the present|today’s} "
    "rules.",
    "{Office staff|Pilots|Clerks} {kept|went on with} their work on the {east|west|old} {quay|pier}.")
BATTLE = (
    "The {strike|walkout} opens a new battle in {a long|an old} war over the {waterfront|docks}.",
    "The company’s attack on the {rota|timetable} has met {a fierce fight|fighters on every quay}.",
    "{Both camps|The two armies} have dug in for a siege, and {neither|no side} will surrender.",
    "It is an assault on the {docks|harbour}, and the bombardment {goes on|has only begun}.")
TALKS = (
    "{Both sides|The two} have {sought|offered} dialogue and {stressed|spoken of} their mutual {trust|respect}.",
    "There is room for cooperation and a {joint|shared} {plan|rota}, and {people|partners} on both sides want it.",
    "{They|The two} have worked in harmony for {years|a decade} and may find common ground {again|by Friday}.",
    "A {joint|common} {rota|plan} would serve mutual benefit and {a stable|an old} friendship.")
SPOKEN = (
    "“Nobody {here|in the yards} was asked about {the hours|nights},” said Ida Brandt, who speaks for the union.",
    "“We can’t {run|keep} a {harbour|port} by {daylight|goodwill} alone,” director Paul Okoro said.",
    "Ida Brandt claimed that the company had {never opened|hidden} its books {for years|since the merger}.",
    "Paul Okoro warned that {two|three} shipping lines could {leave|turn away} for good.",
    "According to the mayor, Lena Moss, the town has {no say|little to say} in {the matter|the quarrel}.",
    "“They talk of war, I talk of {children’s bedtimes|the price of bread},” said Lena Moss.",
    "The union said that {members|dockers} would vote {again|once more} on {Friday|Thursday}.",
    "The company insisted that nobody would lose {a day’s|an hour’s} pay.")
HEADLINES = ("{Dockers|Crane drivers} walk out in Northport", "{Harbour|Port} stands still over {night work|hours}",
             "Union and {port|company} stop talking", "{Three|Four} ships wait as Northport strikes",
             "Vote on the {rota|timetable} set for {Friday|Thursday}")
PEOPLE = pd.DataFrame([("Ida Brandt", "Brandt;the union", "union", "activist"),
                       ("Paul Okoro", "Okoro;the company", "company", "business"),
                       ("Lena Moss", "Moss;the mayor", "town", "official")],
                      columns=["actor", "aliases", "side", "role"])


def stories(n_each: int = 2, *, outlets=OUTLETS, fighting=OUTLETS[:1], seed: int = 1) -> pd.DataFrame:
    """Invent articles about one strike: some outlets tell it as a battle, the others as a matter for talks.

    Parameters
    ----------
    n_each : int, default=2
        Articles of each outlet, a day apart.
    outlets : sequence of str
    fighting : sequence of str
        Outlets that tell a battle, in their own words; sources speak alike everywhere.
    seed : int, default=1

    Returns
    -------
    DataFrame
        ``outlet``, ``headline``, ``published``, ``genre``, ``text`` (one paragraph a line).

    Examples
    --------
    >>> table = stories(1)
    >>> table["outlet"].tolist()[:2], len(table["text"][0].split()) > 100
    (['The Harbour Herald', 'Northport Gazette'], True)
    >>> table["text"].str.contains("battle|siege|surrender|assault|fierce").tolist()
    [True, False, False, False]
    """
    rng = np.random.default_rng(seed)
    rows = []
    for outlet in outlets:
        for number in range(n_each):
            told = rng.permutation(BATTLE if outlet in fighting else TALKS)[:3]
            body = rng.permutation([*rng.permutation(PLAIN)[:7], *rng.permutation(SPOKEN)[:5], *told])
            text = [_filled(sentence, rng) for sentence in [rng.choice(OPENINGS), *body]]
            rows.append({"outlet": outlet, "headline": _filled(rng.choice(HEADLINES), rng),
                         "published": f"2024-05-{6 + number % 20:02d}", "genre": "news", "text": "\n".join(text)})
    return pd.DataFrame(rows)


def _filled(sentence: str, rng: np.random.Generator) -> str:
    return re.sub(r"\{([^}]*)\}", lambda found: str(rng.choice(found[1].split("|"))), str(sentence))
