"""Lists of stories from search services: invented answers in their layouts; what they don't know is said."""

import json

import pytest

from framing.corpus import CorpusError
from framing.records import Broken, Record
from framing.story_lists import read_gdelt, read_mediacloud, read_newsapi, tightened

MEDIACLOUD = ("id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
              'a1,2030-05-03 01:02:03,en,herald.example,herald.example,2030-05-01,"Talks, again",'
              "https://herald.example/a\n"
              "a2,2030-05-03,en,post.example,post.example,,NaN,https://post.example/b\n")
OLD_MEDIACLOUD = ("stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"
                  "1,2030-05-01 10:00:00,Talks end,https://herald.example/a,en,False,,7,The Herald,https://herald.example\n")
GDELT = {"articles": [
    {"url": "https://herald.example/a", "url_mobile": "", "title": "Talks end , U . S . says", "seendate":
     "20300501T101500Z", "socialimage": "", "domain": "herald.example", "language": "English", "sourcecountry": "X"},
    {"url": "https://post.example/b", "title": "Gespräche enden", "seendate": "", "language": "German"}]}
NEWSAPI = {"status": "ok", "totalResults": 4, "articles": [
    {"source": {"id": None, "name": "The Herald"}, "author": "A. One", "title": "Talks end - The Herald",
     "description": "D", "url": "https://herald.example/a", "urlToImage": None, "publishedAt": "2030-05-01T10:15:00Z",
     "content": "The talks ended on Monday, and … [+123 chars]"},
    {"source": {"id": None, "name": "Post"}, "author": None, "title": "Second", "url": "https://post.example/b",
     "publishedAt": "2030-05-02T10:15:00Z", "content": None},
    {"source": {"id": None, "name": "[Removed]"}, "title": "[Removed]", "publishedAt": "1970-01-01T00:00:00Z",
     "content": "[Removed]", "url": "https://removed.com"},
    {"source": {"name": "Post"}, "title": "Third", "publishedAt": "2030-05-02T10:15:00Z", "url": "",
     "content": "Whole.\nAll of it."}]}


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_mediacloud_lists_are_read(tmp_path):
    assert list(read_mediacloud(write(tmp_path, "m.csv", MEDIACLOUD))) == [
        Record("m.csv, row 2", headline="Talks, again", outlet="herald.example", published="2030-05-01",
               url="https://herald.example/a"),
        Record("m.csv, row 3", outlet="post.example", url="https://post.example/b")]
    record, = read_mediacloud(write(tmp_path, "o.csv", OLD_MEDIACLOUD))
    assert (record.outlet, record.published, record.headline) == ("The Herald", "2030-05-01", "Talks end")


def test_gdelt_lists_have_no_day_of_publication(tmp_path):
    first, second = read_gdelt(write(tmp_path, "g.json", GDELT))
    assert first == Record("g.json, article 1", headline="Talks end, U.S. says", outlet="herald.example",
                           url="https://herald.example/a",
                           note="seen by GDELT on 2030-05-01; day of publication unknown")
    assert second.note == "day of publication unknown; language: German" and second.headline == "Gespräche enden"
    record, = read_gdelt(write(tmp_path, "g.csv", "URL,MobileURL,Date,Title\nhttps://a.example/a,,2030-05-01 10:15:00,"
                                                  "Talks end\n"))
    assert record.note.startswith("seen by GDELT on 2030-05-01") and record.place == "g.csv, row 2"


@pytest.mark.parametrize(("title", "expected"), [
    ("Talks end , says X : no !", "Talks end, says X: no!"), ("U . S . - China talks", "U.S. - China talks"),
    ("X ' s plan isn ' t new", "X's plan isn't new"), ("$ 2 . 5 million , 3 % more", "$2.5 million, 3% more"),
    ("( Again ) [ video ]", "(Again) [video]"), ('A " quoted " word', 'A " quoted " word'), ("", ""),
    ("Talks end", "Talks end")])
def test_spaces_around_marks_are_taken_out_where_that_is_sure(title, expected):
    assert tightened(title) == expected == tightened(expected)


def test_newsapi_texts_that_are_cut_are_not_taken(tmp_path):
    first, second, removed, whole = read_newsapi(write(tmp_path, "n.json", NEWSAPI))
    assert first == Record("n.json, article 1", headline="Talks end", outlet="The Herald", byline="A. One",
                           published="2030-05-01", url="https://herald.example/a",
                           note="the text NewsAPI gives is cut and was not taken")
    assert second == Record("n.json, article 2", headline="Second", outlet="Post", published="2030-05-02",
                            url="https://post.example/b")
    assert isinstance(removed, Broken) and str(removed).startswith("n.json, article 3: removed by NewsAPI")
    assert whole.text == "Whole.\nAll of it."


def test_articles_of_another_layout_are_broken_and_the_rest_goes_on(tmp_path):
    data = json.dumps({"articles": [{"url": "u"}, 7, GDELT["articles"][0]]}).replace("7,", "{x},")
    got = list(read_gdelt(write(tmp_path, "g.json", data)))
    assert str(got[0]) == "g.json, article 1: found 'url'; expected a GDELT article list with url, title, seendate"
    assert [type(item) for item in got] == [Broken, Broken, Record]


@pytest.mark.parametrize(("reader", "name", "data", "message"), [
    (read_mediacloud, "m.csv", "title,url\na,b\n", "m.csv: no column publish_date, media_name; expected a Media Cloud "
                                                   "story list with the columns title, url, .*; found 'title'"),
    (read_gdelt, "g.csv", "a,b\n1,2\n", "g.csv: no column url, title; expected a GDELT article list .* 'a' and 'b'"),
    (read_gdelt, "g.json", "{}", "g.json: no list named articles; expected a GDELT article list, JSON"),
    (read_newsapi, "n.json", '{"status": "error", "code": "x", "message": "Your key is missing"}',
     "n.json: no list named articles: it says 'Your key is missing'; expected a NewsAPI answer, JSON"),
    (read_newsapi, "n.json", "", "n.json: no list named articles")])
def test_another_layout_is_refused_with_what_was_expected(tmp_path, reader, name, data, message):
    with pytest.raises(CorpusError, match=message):
        list(reader(write(tmp_path, name, data)))
