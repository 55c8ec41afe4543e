"""The page, the checks before a figure is kept, and the files it becomes."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from framing import layout, style

CAPTION = style.Caption(
    title="Talks lead in the Herald", subtitle="Words per 1,000 tokens in two articles.",
    reading="Dot: a rate. " * 14, base="2 articles of 2 outlets; $3 and ‘quotes’ stay as they are.",
    alt="Dot plot, rows are two outlets. The Herald leads, 3 to 1. 2 articles.")
TABLE = pd.DataFrame({"outlet": ["Herald", "Gazette"], "per_1000_tokens": [3.0, 1 / 3]})


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FRAMING_FIGURES", str(tmp_path))
    yield tmp_path
    plt.close("all")


def draw():
    fig = style.page(CAPTION, 1.0)
    ax = fig.axes_at(1.5, 0.2, 4.0, 0.8)
    ax.plot(TABLE["per_1000_tokens"], range(2), **style.ESTIMATE)
    return fig, ax


def test_page_shows_its_caption_and_grows_with_it():
    fig, _ = draw()
    shown = [text.get_text() for text in fig.texts]
    assert shown[0] == CAPTION.title
    assert " ".join(shown).count("Dot: a rate.") == 14
    assert {"Reading", "Base"} <= set(shown)
    longer = style.page(style.Caption(*[*vars(CAPTION).values()][:2], "Dot. " * 90, "n.", "Alt."), 1.0)
    assert longer.get_figheight() > fig.get_figheight()
    assert fig.get_figwidth() == style.WIDTH


def test_axes_stand_where_inches_say():
    fig, ax = draw()
    box = ax.get_position()
    assert box.x0 * style.WIDTH == pytest.approx(1.5)
    assert box.height * fig.get_figheight() == pytest.approx(0.8)
    assert (1 - box.y1) * fig.get_figheight() == pytest.approx(fig.content_top + 0.2)


def test_every_line_of_the_foot_leaves_room():
    fig, _ = draw()
    for text in fig.texts:
        right = text.get_position()[0] * style.WIDTH + style.text_width(text.get_text(), text.get_fontsize())
        assert right <= style.WIDTH - style.EDGE


def test_save_writes_four_files_equal_on_a_second_run(folder):
    fig, _ = draw()
    assert style.save_figure(fig, TABLE, "02-talks", CAPTION) is None
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(first) == [f"02-talks.{suffix}" for suffix in ("csv", "md", "png", "svg")]
    plt.close(fig)
    style.save_figure(draw()[0], TABLE, "02-talks", CAPTION)
    assert first == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert first["02-talks.csv"] == b"outlet,per_1000_tokens\nHerald,3\nGazette,0.3333333333\n"
    assert first["02-talks.md"].decode().splitlines()[0] == CAPTION.alt
    for part in (CAPTION.title, CAPTION.subtitle, CAPTION.base):
        assert part in first["02-talks.md"].decode()
    assert b"dc:date" not in first["02-talks.svg"]


def test_preview_is_150_dpi_names_no_software_and_keeps_its_colours(folder):
    fig, ax = draw()
    ax.axhspan(0.4, 0.6, color=style.SIDES[1])
    style.save_figure(fig, TABLE, "02-talks", CAPTION)
    image = Image.open(folder / "02-talks.png")
    assert round(image.info["dpi"][0]) == 150 and "Software" not in image.info
    assert image.width == int(style.WIDTH * 150)
    colours = [colour for _, colour in image.convert("RGB").getcolors(1 << 16)]
    for wanted in (style.SIDES[1], style.INK, "#FFFFFF"):
        goal = [round(255 * part) for part in to_rgb(wanted)]
        assert any(max(abs(a - b) for a, b in zip(goal, colour, strict=True)) <= 2 for colour in colours)


@pytest.mark.parametrize(("words", "fault"), [
    ({"x": 0.5, "y": 0.5, "s": "tiny", "fontsize": 7.4}, "'tiny' is 7.4 pt"),
    ({"x": 0.95, "y": 0.5, "s": "much too far right"}, "'much too far right' leaves the page"),
    ({"x": 0.01, "y": 0.93, "s": "over the title"}, "overlap"),
])
def test_unreadable_figures_are_refused_and_nothing_is_written(folder, words, fault):
    fig, _ = draw()
    fig.text(**words)
    with pytest.raises(ValueError, match=fault):
        style.save_figure(fig, TABLE, "02-talks", CAPTION)
    assert not list(folder.iterdir())


def test_texts_that_do_not_show_are_no_fault():
    fig, ax = draw()
    ax.set_xticks([0, 0.5, 1, 1.02], ["0", "½", "1", "outside the axis"])
    ax.set_xlim(0, 1)
    hidden = fig.axes_at(1.5, 0.2, 4.0, 0.8)
    hidden.set_axis_off()
    assert layout.layout_faults(fig) == []
    ax.set_xlim(0, 1.1)
    assert any("outside the axis" in fault for fault in layout.layout_faults(fig))


def test_page_and_files_cannot_differ(folder):
    fig, _ = draw()
    other = style.Caption("Another title", "s", "r", "b", "alt")
    with pytest.raises(ValueError, match="another caption"):
        style.save_figure(fig, TABLE, "02-talks", other)
    with pytest.raises(ValueError, match="empty"):
        style.save_figure(fig, TABLE.iloc[:0], "02-talks", CAPTION)
    assert not list(folder.iterdir())


def test_captions_that_say_too_much_or_nothing_are_refused():
    with pytest.raises(ValueError, match="60 characters"):
        style.Caption("a" * 61, "s", "r", "b", "alt")
    with pytest.raises(ValueError, match="60 characters"):
        style.Caption("W" * 55, "s", "r", "b", "alt")  # short enough, too wide
    with pytest.raises(ValueError, match="has 61"):
        style.Caption("t", "s", "r", "b", "word " * 61)
    with pytest.raises(ValueError, match="base is empty"):
        style.Caption("t", "s", "r", " ", "alt")
    with pytest.raises(ValueError, match="a title is one line"):
        style.first_title(["W" * 70, "M" * 61])


def test_wrapped_lines_fit_and_lose_nothing():
    text = "one two three " * 20 + "anextraordinarilylongwordthatfitsnoline" * 3
    lines = style.wrap(text, 1.5, 9)
    assert all(style.text_width(line, 9) <= 1.5 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_figures_folder_follows_the_corpus(monkeypatch, tmp_path):
    assert style.figures_folder() == tmp_path
    monkeypatch.delenv("FRAMING_FIGURES")
    monkeypatch.setenv("FRAMING_CORPUS", str(tmp_path / "mine"))
    assert style.figures_folder() == tmp_path / "mine" / "figures"
    monkeypatch.delenv("FRAMING_CORPUS")
    assert style.figures_folder().name == "figures"


def _light(colour):
    return sum(weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
               for weight, part in zip((0.2126, 0.7152, 0.0722), to_rgb(colour), strict=True))


@pytest.mark.parametrize("colour", [style.INK, style.SECOND, style.FAINT])
def test_text_colours_have_contrast_on_white(colour):
    assert 1.05 / (_light(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("n", range(1, 101))
def test_numbers_on_tiles_can_be_read(n):
    ax = plt.figure().add_subplot()
    style.tile(ax, 0, 0, 1, 1, n, 100)
    ground, number = _light(ax.patches[0].get_facecolor()[:3]), _light(ax.texts[0].get_color())
    plt.close("all")
    assert (max(ground, number) + 0.05) / (min(ground, number) + 0.05) >= 3.5


def test_outlets_keep_their_colours_by_order():
    outlets = pd.DataFrame({"outlet": [f"o{i:02}" for i in range(12)], "order": range(12, 0, -1)})
    colours = style.outlet_colours(outlets)
    assert [colours[f"o{i:02}"] for i in range(11, 3, -1)] == list(style.OUTLET_COLOURS)
    assert {colours[f"o{i:02}"] for i in range(4)} == {style.OTHER_SIDE}
