"""Corpus folders of invented articles, each odd in one way: no dates, one outlet, five hundred, strange names."""

import csv
import random
from pathlib import Path

from framing.corpus import COLUMNS

EVENTS = [("fair-2030", "March 2030", "2030-03-04", "2030-03-06"),
          ("fair-2031", "May 2031", "2031-05-10", "2031-05-12")]
NO_EVENTS = [("all", "All articles", "", "")]
ACTORS = [("Ada Quill", "Quill;Minister Quill", "Northern", "official"), ("Bo Lund", "Lund", "Southern", "official"),
          ("Northern Council", "", "Northern", "government"), ("Great Peace Union", "", "Southern", "institution")]
TOPICS = [("Harbour", "harbour*", ""), ("Harbour", "dock*", ""), ("Strike", "strike*", ""), ("Strike", "walkout*", ""),
          ("Floods", "flood*", ""), ("Floods", "river", "")]
SCOPES = ("all", "world", "politics")
GROUPS = ("state", "private", "nonprofit")

OPENINGS = ("The harbour fair opened under a grey sky", "A strike at the docks delayed the fair",
            "Floods along the river kept many visitors away", "The council defended its plan for the new dock",
            "A bitter row over harbour fees overshadowed the second day", "Hopes for a peaceful deal grew on the quay")
OWN = ("The hostile tone of the talks surprised many traders.",
       "Both towns agreed to cooperate on a peaceful river treaty.",
       "A dangerous flood had destroyed two warehouses in the spring.",
       "The walkout cost the harbour a great deal of money.",
       "It was perhaps the best attended fair in ten years.", "The threat of a trade war hangs over the smaller docks.",
       "Visitors praised the beautiful boats and the friendly crews.",
       "Nobody could say how much the new dock would cost.",
       "The so-called “reform” failed to calm the angry crews.", "The river fell slowly during the second night.")
OTHERS = ("Minister Quill said that the strike was a shameful attack on the fair.",
          "“We will build the best harbour on this coast, whatever it costs us,” Quill said.",
          "Lund claimed that the fees had ruined honest traders.",
          "According to Lund, the talks were friendly and useful.",
          "“The council has broken every promise it made to the crews,” a docker said.",
          "Quill warned that another flood would be a disaster for both towns.",
          "The Great Peace Union accused the council of hiding the danger.",
          "Lund insisted that “nobody wants a war over the price of fish” and left.")
HEADS = ("{who} opens harbour fair", "Strike at the docks: {who} calls for calm", "Flood fears grow as {who} arrives",
         "{who} attacks ‘shameful’ harbour fees", "Good news for traders as {who} signs river deal",
         "Hostile talks end without a deal for {who}", "{who} warns of trade war over docks",
         "What the fair means for {who}")
STRANGE = ("The Incorporated and Amalgamated Morning Herald, Evening Gazette and Advertiser of the Lower Valley",
           "北方日报", "صحيفة المرفأ", "Cash $5 & $10_now^{x}", "<b>Bold</b> &amp; Co",
           r"\frac{a}{b} $\alpha", "A", "_x_",
           "‘Quoted’ “Daily”", "=HYPERLINK(1)", "Nan", "x" * 60)
MARKUP = ("<script>alert(1)</script> opens fair", "Talks ](javascript:alert(1)) fail",
          "<img src=x onerror=alert(1)> fair",
          "A $$ price {{ for }} docks", "‮left to right‬ talks", "&lt;b&gt; strike &amp; flood", "谈判 in the harbour 🙂",
          "# Not a title | a | table")


def text(rng: random.Random, n: int = 14) -> str:
    """Write an article of ``n`` sentences and its opening, three a paragraph."""
    lines = [f"{rng.choice(OPENINGS)}.", *(rng.choice(OWN if rng.random() < 0.6 else OTHERS) for _ in range(n))]
    return "\n".join(" ".join(lines[i:i + 3]) for i in range(0, len(lines), 3))


def headline(rng: random.Random) -> str:
    """Write a headline."""
    return rng.choice(HEADS).format(who=rng.choice(("Quill", "Lund", "council", "Northern Council")))


def article(rng, number, outlet, event=EVENTS[0], **given) -> dict[str, str]:
    """Return one row of articles.csv, with its ``text``; ``given`` replaces cells."""
    stage = rng.choice(("before", "during", "after")) if event[2] else ""
    day = {"before": -1, "during": 0, "after": 4}.get(stage)
    published = f"{event[2][:8]}{int(event[2][8:]) + day:02d}" if stage else f"2030-03-{rng.randint(1, 28):02d}"
    return {"id": f"a{number:04d}", "outlet": outlet, "headline": headline(rng), "headline_basis": "page",
            "published": published, "published_basis": "page or address", "event": event[0], "stage": stage,
            "genre": rng.choice(("news", "news", "analysis", "opinion")), "attribution": "stated", "sample": "found",
            "use": "compare", "retitled_risk": "no", "extent": "none", "text": text(rng, rng.randint(9, 22))} | given


def outlet(name, order, *, group=None, country="Northland", short=None) -> dict[str, str]:
    """Return one row of outlets.csv."""
    return {"outlet": name, "short": short or name, "country": country, "ownership": "", "ownership_basis": "",
            "group": GROUPS[order % 3] if group is None else group, "order": str(order + 1)}


def write(folder, articles, outlets=None, *, events=EVENTS, actors=ACTORS, topics=TOPICS, feeds=()) -> Path:
    """Write a corpus folder with its texts; ``outlets`` are by default those the articles name."""
    folder = Path(folder)
    (folder / "text").mkdir(parents=True)
    names = list(dict.fromkeys(row["outlet"] for row in articles))
    tables = {"articles": articles, "outlets": outlets or [outlet(name, i) for i, name in enumerate(names)],
              "events": events, "actors": actors, "topics": topics, "feeds": feeds}
    for name, rows in tables.items():
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS[name])
            table.writerows([row.get(column, "") for column in COLUMNS[name]] if isinstance(row, dict) else row
                            for row in rows)
    for row in articles:
        if row["text"]:
            (folder / "text" / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
    return folder


def _spread(sizes, *, seed=1, events=EVENTS, **given) -> list[dict[str, str]]:
    """Write as many articles for each outlet as ``sizes`` says, on the events in turn."""
    rng = random.Random(seed)
    rows = [(name, events[i % len(events)]) for name, n in sizes.items() for i in range(n)]
    return [article(rng, number, name, event, **given) for number, (name, event) in enumerate(rows)]


def _named(n, n_articles=1) -> dict[str, int]:
    return {f"Paper {i + 1:03d}": n_articles for i in range(n)}


def one_outlet(folder):
    """Six articles of one outlet on two events."""
    return write(folder, _spread({"Herald": 6}))


def one_article(folder):
    """A single article, of an outlet with "The" in its name."""
    return write(folder, _spread({"The Herald": 1}))


def two_articles(folder):
    """One article each of two outlets, on one event."""
    return write(folder, _spread({"Herald": 1, "Gazette": 1}), events=EVENTS[:1])


def no_dates(folder):
    """Three articles each of four outlets, none with a date or a stage; the events have dates."""
    return write(folder, _spread(_named(4, 3), published="", published_basis="unknown", stage=""))


def no_event(folder):
    """Five articles each of five outlets, all on the one event ``all``, which has no days."""
    return write(folder, _spread(_named(5, 5), events=NO_EVENTS), events=NO_EVENTS)


def no_days(folder):
    """Four articles each of three outlets without a date, on an event without days; no sentence touches a topic."""
    rows = _spread(_named(3, 4), events=NO_EVENTS, published="")
    return write(folder, rows, events=NO_EVENTS, topics=[("Comets", "comet*", "")])


def no_kinds(folder):
    """Outlets without kind and country, articles without genre."""
    rows = _spread(_named(5, 4), genre="")
    return write(folder, rows, [outlet(name, i, group="", country="") for i, name in enumerate(_named(5))])


def headlines_only(folder):
    """Six headlines each of eight outlets and no text."""
    return write(folder, _spread(_named(8, 6), text="", extent="headline"))


def texts_only(folder):
    """Two texts each of five outlets and no headline."""
    return write(folder, _spread(_named(5, 2), headline="", headline_basis="missing", use="context",
                                 use_reason="no headline"))


def empty_lists(folder):
    """No actor, no topic, no feed."""
    return write(folder, _spread(_named(4, 4)), actors=(), topics=())


def many_outlets(folder):
    """Two articles each of five hundred outlets."""
    return write(folder, _spread(_named(500, 2)))


def eight_articles(folder):
    """Two articles each of four outlets."""
    return write(folder, _spread({"The Herald": 2, "The Gazette": 2, "Courier": 2, "Echo": 2}))


def lopsided(folder):
    """Forty articles of one outlet, one of another."""
    return write(folder, _spread({"Herald": 40, "Gazette": 1}))


def one_side(folder):
    """Six outlets, each on one event only; a third event without an article."""
    rng = random.Random(3)
    rows = [article(rng, 4 * i + j, f"Paper {i}", EVENTS[i % 2]) for i in range(6) for j in range(4)]
    return write(folder, rows, events=[*EVENTS, ("fair-2032", "June 2032", "2032-06-01", "2032-06-02")])


def many_kinds(folder):
    """Two articles each of sixty outlets, every one of a kind of its own and with a feed of a scope in three."""
    rng = random.Random(6)
    outlets = [outlet(name, i, group=f"kind {i + 1}") for i, name in enumerate(_named(60))]
    feeds = [{"outlet": row["outlet"], "feed": f"https://feeds.invalid/{i}", "scope": SCOPES[i % 3], "day": day,
              "read": "whole", "n_items": str(rng.randint(20, 200)), "n_about": str(rng.randint(0, 19))}
             for i, row in enumerate(outlets) for day in ("2030-03-04", "2030-03-05", "2031-05-10")]
    return write(folder, _spread(_named(60, 2)), outlets, feeds=feeds)


def strange_names(folder):
    """Names, headlines, topics and events long, in other scripts, with markup and formulas."""
    rng = random.Random(4)
    events = [("fair-<i>", "<i>fair</i> $1_2$ &amp;", "2030-03-04", "2030-03-06"),
              ("展会", "展会 of the <b>year</b> with a very long name that no column can hold", "", "")]
    rows = [article(rng, 4 * i + j, name, events[j % 2]) | {"headline": MARKUP[(4 * i + j) % len(MARKUP)]}
            for i, name in enumerate(STRANGE) for j in range(4)]
    groups = ("<u>state</u> & party_media $x$", "民营", "private " * 6)
    outlets = [outlet(name, i, group=groups[i % 3].strip()) for i, name in enumerate(STRANGE)]
    return write(folder, rows, outlets, events=events, actors=[("<b>Ada</b> Quill", "Quill", "南 <side>", "official"),
                 ("Bo Lund", "Lund", "a side with a very long name that no key can hold on its line", "official")],
                 topics=[("Harbour $x_1$ <b>", "harbour*", ""), ("港口", "strike*", ""), ("Floods " * 8, "flood*", "")])


def folded(folder):
    """Four articles each of four outlets, and copies of two of them that were folded, one with a date only."""
    rows = _spread(_named(4, 4))
    for number, (source, name) in enumerate([(0, "Paper 002"), (0, "Paper 003"), (5, "Paper 004")], start=900):
        rows.append(rows[source] | {"id": f"a{number}", "outlet": name, "use": "context",
                                    "use_reason": f"copy of {rows[source]['id']}"})
    return write(folder, rows)


def short_texts(folder):
    """Three articles each of four outlets, every third of them too short for a text."""
    rows = _spread(_named(4, 3))
    for row in rows[::3]:
        row["text"] = "The fair opened. Nobody came."
    return write(folder, rows)


def even(folder):
    """Eight articles each of fifteen outlets of three kinds on two events: nothing is missing."""
    return write(folder, _spread(_named(15, 8)))


CASES = {make.__name__: make for make in (
    one_outlet, one_article, two_articles, no_dates, no_event, no_days, no_kinds, headlines_only, texts_only,
    empty_lists, many_outlets, eight_articles, lopsided, one_side, many_kinds, strange_names, folded,
    short_texts, even)}
