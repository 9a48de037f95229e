"""The published interface: the tables and columns that analysts and dashboards rely on by name."""

from __future__ import annotations

from typing import Final

TABLES: Final[dict[str, str]] = {
    "marts.dim_network": "network name_zh name_en",
    "marts.dim_date": "date_day year quarter month iso_week day_of_week is_workday name_zh",
    "marts.dim_division": (
        "division_code name_zh kind town_code town_name_zh former_names lawsuit_free_level brand_zh "
        "is_current"
    ),
    "marts.dim_grid": (
        "grid_key grid_code name_zh division_code kind households standard_households centre_lng "
        "centre_lat boundary_wkt predecessor_codes valid_from valid_to is_current"
    ),
    "marts.dim_resident": (
        "resident_key sex birth_year age_band residence_kind grid_code division_code household_key "
        "networks network_count record_count valid_from valid_to is_current"
    ),
    "marts.dim_household": "household_key grid_code division_code member_count networks",
    "marts.dim_event_type": "event_type_code name_zh name_en category_code category_zh category_en",
    "marts.dim_department": "department_code name_zh parent_code",
    "marts.dim_post": "post_code kind role partner_post_code grid_code is_filled valid_from valid_to",
    "marts.dim_service_centre": "centre_key name_zh level division_code is_open",
    "marts.dim_property_company": "company_key name_zh credit_code listed interviewed interviewed_at",
    "marts.fct_event": (
        "event_key event_type_code grid_code division_code origin_network origin_kind networks "
        "report_count reporter_resident_key reported_at accepted_at dispatched_at handled_at "
        "closed_at revisited_at department_code satisfaction status is_closed is_overdue "
        "hours_to_close lng lat"
    ),
    "marts.fct_event_report": "event_key network source_record_id reported_at matched_by match_probability",
    "marts.fct_event_step": "event_key network stage department_code occurred_at",
    "marts.fct_dispute": (
        "dispute_key event_key origin type mediation division_code found_at dispatched_at "
        "resolved_at is_resolved"
    ),
    "marts.fct_visit": "visit_key kind household_key post_code division_code visited_at",
    "marts.fct_whistle": (
        "whistle_key division_code matter_code departments whistled_at reported_in_at solved_at "
        "is_solved hours_to_report_in"
    ),
    "marts.fct_civility_entry": "entry_key household_key division_code points listed entered_on",
    "marts.fct_honour": "honour_key title division_code year",
    "marts.fct_team_member": "member_key class division_code",
    "marts.fct_volunteer_action": "action_key group_kind action_kind division_code started_at attendees",
    "marts.mart_event_closure": (
        "month grid_code division_code event_type_code origin_network reported closed overdue "
        "closure_rate median_hours_to_close"
    ),
    "marts.mart_grid_scorecard": (
        "households households_vs_standard residents posts posts_filled a_b_pairs_complete "
        "events_30d open_events closure_rate visits_30d satisfaction"
    ),
    "marts.mart_dispute_resolution": "month division_code type found dispatched resolved resolution_rate",
    "marts.mart_whistle_response": "month division_code whistles solved median_hours_to_report_in",
    "marts.mart_network_overlap": "networks residents events",
    "marts.mart_published_figures": (
        "figure name_zh name_en value numerator denominator published_value difference "
        "definition_zh definition_en as_of"
    ),
    "marts.mart_data_accuracy": "as_of network stream rule records records_ok accuracy",
    "ops.load_ledger": (
        "batch_id network stream window_from window_to pulled_at reported_total received landed "
        "duplicates quarantined pages bytes schema_fingerprint"
    ),
    "ops.quarantine": "network stream source_record_id rule reason batch_id",
    "ops.quality_result": (
        "run_id suite expectation network stream_or_table severity success observed threshold checked_at"
    ),
    "ops.source_freshness": "network stream newest_record_at pulled_at lag_minutes",
    "ops.publication": "version published_at run_id row_counts git_revision",
}
"""Schema and table → the columns that must be there, separated by spaces."""
