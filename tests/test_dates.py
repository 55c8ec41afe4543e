"""Dates as files write them: read whole, left empty where two readings or none are possible, never an error."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import dates

LAYOUTS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y%m%dT%H%M%SZ", "%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%SZ",
           "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S-05:00", "%Y-%m-%d %H:%M UTC", "%Y-%m-%d+02:00", "%B %d, %Y",
           "%b. %d, %Y", "%d %B %Y", "%d-%b-%Y", "%d%b%Y", "%Y-%b-%d", "%a, %d %b %Y %H:%M:%S +0000",
           "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S +0000 %Y", "%A, %d %B %Y, %I:%M %p ET",
           "%B %d, %Y %A %I:%M %p GMT", "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
           "Published %B %d, %Y at %I:%M %p EDT", "Posted on %d %B %Y", "%H:%M %d %B %Y", "%Y年%m月%d日"]
MOMENTS = st.datetimes(datetime(1600, 1, 1), datetime(2100, 12, 31))


@pytest.mark.parametrize("layout", LAYOUTS)
@given(moment=MOMENTS)
def test_each_layout_gives_the_day_it_was_written_from(layout, moment):
    written = moment.strftime(layout)
    assert dates.iso(written) == dates.iso(f"  {written.upper()} ") == moment.date().isoformat()


@given(moment=MOMENTS, mark=st.sampled_from("/-."), order=st.sampled_from(["dmy", "mdy"]))
def test_two_numbers_before_the_year_are_read_only_where_one_order_is_left(moment, mark, order):
    day, month = (str(moment.day), str(moment.month))
    written = mark.join([day, month, str(moment.year)] if order == "dmy" else [month, day, str(moment.year)])
    decided = moment.day > 12 or moment.day == moment.month
    assert dates.iso(written) == (moment.date().isoformat() if decided else "")
    assert dates.is_ambiguous(written) is not decided
    assert dates.iso(written, order) == moment.date().isoformat()
    assert dates.order_of([written]) == (order if moment.day > 12 else "")


def test_a_file_decides_the_order_unless_its_dates_disagree():
    assert dates.order_of(["", "soon", "2024-05-06", "03/04/2024", "04/04/2024", "4/13/2024"]) == "mdy"
    assert dates.order_of(["13/4/2024", "4/13/2024"]) == ""
    assert dates.iso("13/4/2024", "mdy") == "2024-04-13"


@pytest.mark.parametrize("text", ["", " ", "nan", "soon", "2024", "April 2024", "2024-04", "spring 2024", "2024-13-01",
                                  "2023-02-29", "31 June 2024", "0001-01-01", "3 April 24", "4/18/24", "Wednesday",
                                  "April 3-5, 2024", "2024-04-03 to 2024-04-05", "2 hours ago", "Updated 3 April 2024",
                                  "2023061812", "١٢/٤/٢٠٢٤", "12345678",
                                  "99999999999999", "-2024-04-03x", "3 Foo 2024"])
def test_what_is_no_whole_day_stays_empty(text):
    assert dates.iso(text) == "" and not dates.is_ambiguous(text)
    assert bool(dates.note(text)) is bool(text.strip())


def test_seconds_and_milliseconds_are_read_as_utc():
    assert dates.iso("1712188799") == dates.iso("1712188799999") == "2024-04-03"
    assert dates.iso("1712188800") == "2024-04-04"


@given(text=st.text() | st.text("0123456789/-.: apmtzAprilMy,年月日()+", max_size=150))
def test_any_text_gives_a_date_or_nothing(text):
    found = dates.iso(text)
    assert found == "" or date.fromisoformat(found).isoformat() == found
    assert (dates.note(text) == "") is (bool(found) or not text.strip())
    assert dates.year(text) == "" or len(dates.year(text)) == 4


def test_a_note_shows_no_more_than_the_beginning():
    assert len(dates.note("x" * 10_000_000)) < 100


def test_long_and_winding_text_takes_no_time(no_collector):
    began = time.perf_counter()
    for part in ("9", "1:", "a ", "(", "10:15 ", "10:15 (", "mon ", "published on ", "at 1", " "):
        dates.iso(part * (dates.LONGEST // len(part)))
        dates.iso(part * 1_000_000)
    assert time.perf_counter() - began < 2
