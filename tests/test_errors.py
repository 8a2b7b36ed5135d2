import pytest

from analysis.errors import ContractError, Faults, InputError, ThemelineError, suggest


def test_all_faults_are_raised_at_once_in_their_order():
    faults = Faults("articles.csv")
    faults.add("first")
    faults.add("second", line=3)
    with pytest.raises(InputError) as caught:
        faults.raise_if_any()
    assert caught.value.faults == ("articles.csv: first", "articles.csv, line 3: second")
    assert str(caught.value) == "articles.csv: first\narticles.csv, line 3: second"


def test_without_a_fault_nothing_is_raised():
    faults = Faults("articles.csv")
    faults.raise_if_any()
    assert faults.found == []


def test_faults_of_several_inputs_are_collected_each_once_and_what_is_whole_comes_back():
    def refuse(*told):
        raise InputError(told)

    faults = Faults("all")
    assert faults.collect(int, "7") == 7
    assert faults.collect(refuse, "a: one", "a: two") is None
    assert faults.collect(refuse, "a: two", "b: three") is None
    with pytest.raises(InputError) as caught:
        faults.raise_if_any()
    assert caught.value.faults == ("a: one", "a: two", "b: three")
    with pytest.raises(ValueError, match="invalid literal"):
        faults.collect(int, "x")  # a fault of the program is not hidden


@pytest.mark.parametrize("kind", [InputError, ContractError])
def test_every_error_can_be_caught_as_the_packages_own_and_as_a_value_error(kind):
    assert issubclass(kind, ThemelineError)
    assert issubclass(kind, ValueError)


def test_a_fault_of_the_input_is_not_a_fault_of_the_program():
    assert not issubclass(InputError, ContractError)
    assert not issubclass(ContractError, InputError)


@pytest.mark.parametrize(
    ("name", "told"),
    [("sead", " (did you mean 'seed'?)"), ("levl", " (did you mean 'level'?)"), ("q", " (known: level, seed)")],
)
def test_a_wrong_name_is_answered_with_the_nearest_known_or_with_all(name, told):
    assert suggest(name, iter(["seed", "level"])) == told
