"""How dirty the registers are: shares of records, one frozen profile a level."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DirtProfile:
    """Shares (0..1) of a register's records that carry each kind of dirt; `test_rows` is a count a stream."""

    id_full_width: float = 0.0
    id_lower_x: float = 0.0
    id_spaced: float = 0.0
    id_no_break_space: float = 0.0
    id_mistyped: float = 0.0
    id_swapped: float = 0.0
    id_word: float = 0.0
    id_ones: float = 0.0
    id_of_head: float = 0.0
    id_blank: float = 0.0
    id_number_lost: float = 0.0
    id_first_generation: float = 0.0
    id_masked: float = 0.0
    id_quoted: float = 0.0
    id_apostrophe: float = 0.0
    id_ruined: float = 0.0
    twins_one_number: float = 0.0
    sex_wrong: float = 0.0
    sex_unknown: float = 0.0
    birth_wrong: float = 0.0
    birth_blank: float = 0.0
    name_spaced: float = 0.0
    name_letters: float = 0.0
    name_homophone: float = 0.0
    name_variant: float = 0.0
    name_rare_lost: float = 0.0
    name_former: float = 0.0
    name_title_only: float = 0.0
    phone_former: float = 0.0
    phone_blank: float = 0.0
    phone_masked: float = 0.0
    phone_full_width: float = 0.0
    address_cut: float = 0.0
    address_no_county: float = 0.0
    address_blank: float = 0.0
    point_swapped: float = 0.0
    point_blank: float = 0.0
    grid_stale: float = 0.0
    grid_blank: float = 0.0
    village_former_name: float = 0.0
    duplicate_record: float = 0.0
    deleted_record: float = 0.0
    reference_dirty: float = 0.0
    closed_before_accepted: float = 0.0
    clock_skew: float = 0.0
    text_slip: float = 0.0
    date_form: float = 0.0
    silent_edit: float = 0.0
    test_rows: int = 0


_DEFAULT = DirtProfile(
    id_full_width=0.006, id_lower_x=0.10, id_spaced=0.005, id_no_break_space=0.003, id_mistyped=0.008,
    id_swapped=0.004, id_word=0.010, id_ones=0.003, id_of_head=0.006, id_blank=0.020, id_number_lost=0.004,
    id_first_generation=0.12, id_masked=0.22, id_quoted=0.08, id_apostrophe=0.06, id_ruined=0.02,
    twins_one_number=0.05, sex_wrong=0.004, sex_unknown=0.01, birth_wrong=0.004, birth_blank=0.006,
    name_spaced=0.010, name_letters=0.002, name_homophone=0.006, name_variant=0.06, name_rare_lost=0.5,
    name_former=0.3, name_title_only=0.03, phone_former=0.06, phone_blank=0.05, phone_masked=0.15,
    phone_full_width=0.004, address_cut=0.05, address_no_county=0.25, address_blank=0.02, point_swapped=0.01,
    point_blank=0.06, grid_stale=0.05, grid_blank=0.01, village_former_name=0.05, duplicate_record=0.006,
    deleted_record=0.006, reference_dirty=0.06, closed_before_accepted=0.008, clock_skew=0.02, text_slip=0.02,
    date_form=0.35, silent_edit=0.0003, test_rows=3,
)  # fmt: skip

_HEAVY = DirtProfile(
    id_full_width=0.020, id_lower_x=0.35, id_spaced=0.020, id_no_break_space=0.012, id_mistyped=0.030,
    id_swapped=0.015, id_word=0.035, id_ones=0.012, id_of_head=0.025, id_blank=0.08, id_number_lost=0.015,
    id_first_generation=0.25, id_masked=0.45, id_quoted=0.15, id_apostrophe=0.10, id_ruined=0.10,
    twins_one_number=0.20, sex_wrong=0.015, sex_unknown=0.05, birth_wrong=0.015, birth_blank=0.03,
    name_spaced=0.04, name_letters=0.008, name_homophone=0.025, name_variant=0.20, name_rare_lost=0.9,
    name_former=0.6, name_title_only=0.12, phone_former=0.18, phone_blank=0.15, phone_masked=0.40,
    phone_full_width=0.015, address_cut=0.15, address_no_county=0.40, address_blank=0.06, point_swapped=0.04,
    point_blank=0.15, grid_stale=0.15, grid_blank=0.04, village_former_name=0.15, duplicate_record=0.02,
    deleted_record=0.015, reference_dirty=0.20, closed_before_accepted=0.03, clock_skew=0.08, text_slip=0.08,
    date_form=0.60, silent_edit=0.001, test_rows=12,
)  # fmt: skip

PROFILES = {"none": DirtProfile(), "default": _DEFAULT, "heavy": _HEAVY}


def profile(name: str) -> DirtProfile:
    """Return a profile by name; ValueError names the known ones."""
    try:
        return PROFILES[name]
    except KeyError:
        raise ValueError(f"unknown dirt profile {name!r}: use one of {', '.join(PROFILES)}") from None
