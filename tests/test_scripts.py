import pytest

from analysis.scripts import share_without_spaces


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("石油价格上涨", 1.0),
        ("石油の価格が上がった。", 1.0),
        ("ราคาน้ำมัน", 1.0),
        ("ລາຄານ້ຳມັນ", 1.0),
        ("តម្លៃប្រេង", 1.0),
        ("ရေနံဈေး", 1.0),
        ("석유 가격", 0.0),
        ("oil", 0.0),
        ("нефть", 0.0),
        ("أسعار النفط", 0.0),
        ("石油 ab", 0.5),
        ("2022, 😀", 0.0),
        ("", 0.0),
    ],
)
def test_the_share_of_letters_of_scripts_without_spaces(text, share):
    assert share_without_spaces(text) == share
