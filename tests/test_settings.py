import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
ANY_SETTINGS = st.builds(
    Settings,
    seed=st.integers(0, 2**31 - 1),
    text_fields=st.sampled_from(["text", "title", "both"]),
    unit=st.sampled_from(["paragraph", "sentence", "article"]),
    passage_words=st.integers(10, 10_000),
    languages=st.lists(st.sampled_from(["en", "es", "ru"]), min_size=1, unique=True),
    max_share=st.floats(0, 1, exclude_min=True, allow_subnormal=False),
    names=st.sampled_from(["keep", "drop"]),
    n_free=st.integers(0, 500) | st.just("auto"),
    level=st.floats(0.5, 0.999),
    period=st.sampled_from(["auto", "day", "week", "month", "quarter", "year"]),
    threads=st.integers(1, 256),
)


def saved(path, content):
    """Return a settings file with that content (bytes, or text in UTF-8)."""
    path = path / "settings.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@given(ANY_SETTINGS)
def test_settings_come_back_from_what_is_told_of_them(settings):
    assert Settings.of(settings.model_dump()) == settings
    assert Settings.of(json.loads(json.dumps(settings.told())) | {"threads": settings.threads}) == settings


def test_settings_come_back_from_a_file(tmp_path):
    settings = Settings(seed=7, languages=("es", "ru"), level=0.5, period="week")
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.model_dump(mode="json").items()]
    assert Settings.load(saved(tmp_path, "\n".join(lines))) == settings


def test_the_settings_of_make_figures_are_the_defaults_and_name_every_field():
    assert Settings.load(ROOT / "settings.toml") == Settings()
    text = (ROOT / "settings.toml").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"# {field.description}\n{name} = " in text


def test_what_is_told_does_not_depend_on_the_number_of_threads():
    assert Settings(threads=1).told() == Settings(threads=8).told()
    assert Settings(seed=1).told() != Settings(seed=2).told()


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Settings().seed = 1


def test_every_fault_is_told_at_once_with_the_nearest_known_name(tmp_path):
    path = saved(tmp_path, 'sead = 1\nlevel = 90\nunit = "page"\nlanguages = ["en", "fr"]\nthread = 2\n')
    with pytest.raises(InputError) as caught:
        Settings.load(path)
    told = sorted(caught.value.faults)
    expected = sorted(
        ["languages.1 is 'fr'", "level is 90", "unit is 'page'", "unknown key 'sead'", "unknown key 'thread'"]
    )
    assert len(told) == len(expected)
    for fault, start in zip(told, expected, strict=True):
        assert fault.startswith(f"{path}: {start}")
    assert "did you mean 'seed'?" in str(caught.value)
    assert "did you mean 'threads'?" in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"seed": -1},
        {"seed": 2**31},
        {"passage_words": 9},
        {"languages": []},
        {"languages": ["fr"]},
        {"max_share": 0},
        {"n_refits": 9},
        {"level": float("nan")},
        {"threads": 0},
        {"min_count": "many"},
    ],
)
def test_a_value_out_of_range_is_refused_by_its_name(values):
    with pytest.raises(InputError, match=next(iter(values))) as caught:
        Settings.of(values)
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("content", ["seed = ", "seed = 1\nseed = 2", b"seed = \xff", "{}"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="is no TOML"):
        Settings.load(saved(tmp_path, content))


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        Settings.load(tmp_path / "none.toml")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    assert Settings.load(saved(tmp_path, b"\xef\xbb\xbfseed = 3\n")).seed == 3


@pytest.mark.parametrize("value", [-1, 501, 2.5, True, "ten", None])
def test_the_number_of_free_themes_is_a_whole_number_or_auto(value):
    with pytest.raises(InputError) as caught:
        Settings(n_free=value)
    (fault,) = caught.value.faults
    assert fault == f"settings: n_free is {value!r}: it should be a whole number from 0 to 500, or 'auto'"
