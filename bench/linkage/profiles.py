"""How dirty the generated records are. Rates are per record unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Profile:
    """One setting of the generator; `scale` multiplies the everyday dirt, the rest describes the people."""

    name: str
    scale: float = 1.0
    twins: float = 0.012
    near_twin_names: float = 0.6
    namesakes: float = 0.001
    borrowed: float = 0.010
    name_changed: float = 0.002
    duplicates: float = 0.006
    deleted: float = 0.01
    id_missing: float = 0.04
    id_placeholder: float = 0.01
    id_mistyped: float = 0.010
    id_swapped: float = 0.004
    id_json: float = 0.006
    id_spreadsheet: float = 0.03
    id_first_generation: float = 0.02
    id_masked: float = 0.12
    id_wrapped: float = 0.06
    sex_wrong: float = 0.006
    birth_wrong: float = 0.010
    birth_missing: float = 0.02
    name_homophone: float = 0.010
    name_variant: float = 0.004
    name_lost: float = 0.004
    name_spaced: float = 0.02
    phone_missing: float = 0.12
    phone_stale: float = 0.04
    phone_masked: float = 0.15
    phone_family: float = 0.15
    address_cut: float = 0.10
    address_bare: float = 0.30
    place_stale: float = 0.03
    reporters_outside: float = 0.12
    reporters_surname_only: float = 0.02


_EVERYDAY = tuple(
    field
    for field in Profile.__dataclass_fields__
    if field.startswith(("id_", "sex_", "birth_", "name_", "phone_", "place_", "reporters_surname_only"))
    or field == "borrowed"
)


def scaled(profile: Profile) -> Profile:
    """Multiply the everyday dirt by the profile's scale, never beyond one half."""
    rates = {field: min(0.5, getattr(profile, field) * profile.scale) for field in _EVERYDAY}
    return replace(profile, scale=1.0, **rates)


PROFILES = {
    "clean": scaled(Profile("clean", scale=0.1, id_masked=0.3, id_missing=0.1)),
    "default": scaled(Profile("default")),
    "dirty": scaled(Profile("dirty", scale=3.0, duplicates=0.02)),
    "hostile": scaled(
        Profile(
            "hostile",
            scale=2.5,
            twins=0.06,
            near_twin_names=0.9,
            namesakes=0.01,
            borrowed=0.03,
            duplicates=0.03,
        )
    ),
}
