import pytest

from analysis.errors import InputError
from analysis.themes.lexicon import Lexicon


@pytest.fixture
def faults_of(tmp_path):
    """Return the faults of a themes file with that content, without the file's name."""

    def find(content, name="themes.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(InputError) as caught:
            Lexicon.load(path)
        return [fault.removeprefix(str(path)) for fault in caught.value.faults]

    return find


@pytest.fixture
def load(tmp_path):
    """Return the lexicon of a themes file with that content."""

    def loaded(content, name="themes.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Lexicon.load(path)

    return loaded
