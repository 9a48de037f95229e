{#- What the landed rows of a stream say about each record. Rows carry _order_at (when the hub saw them),
    _updated_at (what the platform says), _seq, _is_tombstone and _is_latest_snapshot. -#}

{#- The order in which the hub saw the versions of a record, as one comparable value. -#}
{% macro landed_order(prefix='') -%}
    {{ return(adapter.dispatch('landed_order', 'duowang')(prefix)) }}
{%- endmacro %}

{% macro default__landed_order(prefix) -%}
    ({{ prefix }}_order_at, coalesce({{ prefix }}_updated_at, timestamptz '0001-01-01 00:00:00+00'), {{ prefix }}_seq)
{%- endmacro %}

{#- The same as what a window is ordered by. -#}
{% macro landed_ordering() -%}
    _order_at,
                    coalesce(_updated_at, cast('0001-01-01 00:00:00+00' as {{ duowang.type_instant() }})),
                    _seq nulls last
{%- endmacro %}

{#- A subquery with one row for each record ever landed: the columns of its newest version with content,
    and _is_deleted (a tombstone is on top, or the newest snapshot lacks it), _first_seen_at. -#}
{% macro landed_latest(source) -%}
    {{ return(adapter.dispatch('landed_latest', 'duowang')(source)) }}
{%- endmacro %}

{% macro default__landed_latest(source) -%}
    (
        select
            landed.*,
            newest.top_is_tombstone or not landed._is_latest_snapshot as _is_deleted,
            newest.first_seen_at as _first_seen_at
        from {{ duowang.landed_rows(source) }} as landed
        inner join (
            select
                _record_id,
                max({{ duowang.landed_order() }}) filter (where not _is_tombstone) as content_order,
                max_by(_batch_id, {{ duowang.landed_order() }}) filter (where not _is_tombstone) as content_batch_id,
                max_by(_is_tombstone, {{ duowang.landed_order() }}) as top_is_tombstone,
                min(_window_to) as first_seen_at
            from {{ duowang.landed_rows(source) }}
            group by _record_id
        ) as newest
            on
                landed._record_id = newest._record_id
                and landed._batch_id = newest.content_batch_id
                and {{ duowang.landed_order('landed.') }} = newest.content_order
        where not landed._is_tombstone
    )
{%- endmacro %}

{#- A subquery with one row for each distinct version of each record: its columns, _version (1, 2, …),
    _valid_from, _valid_to (exclusive, null while it stands), _is_deleted (a version that says the record is gone),
    _is_newest, _first_seen_at. A pull that shows the same content again makes no version.
    A version holds from its update on the platform. Where that does not move on (an edit dated back, or a
    snapshot without times) it holds from the newest update that the stream had shown when the hub saw it. -#}
{% macro landed_versions(source) -%}
    {{ return(adapter.dispatch('landed_versions', 'duowang')(source)) }}
{%- endmacro %}

{% macro default__landed_versions(source) -%}
    (
        with batches as (
            select
                _batch_id,
                {{ duowang.the_value('_batch_kind') }} as kind,
                min(_order_at) as order_at,
                max(_updated_at) filter (where _updated_at <= _pulled_at and not _is_tombstone) as newest_update
            from {{ duowang.landed_rows(source) }}
            group by _batch_id
        ),

        clocked_batches as (
            select
                _batch_id,
                kind,
                order_at,
                dense_rank() over (order by order_at) as snapshot_no,
                case
                    when kind = 'snapshot' then order_at - interval 1 second
                    else coalesce(max(newest_update) over (order by order_at), order_at)
                end as clock
            from batches
        ),

        presences as (
            select
                landed._record_id,
                batch.snapshot_no,
                lead(batch.snapshot_no) over (
                    partition by landed._record_id order by batch.snapshot_no
                ) as next_snapshot_no
            from {{ duowang.landed_rows(source) }} as landed
            inner join clocked_batches as batch
                on landed._batch_id = batch._batch_id
            where batch.kind = 'snapshot'
            group by landed._record_id, batch.snapshot_no
        ),

        sightings as (
            select
                landed._record_id,
                landed._batch_id,
                landed._seq,
                landed._order_at,
                landed._updated_at,
                case when not landed._is_tombstone then landed._content_hash end as content,
                batch.clock
            from {{ duowang.landed_rows(source) }} as landed
            inner join clocked_batches as batch
                on landed._batch_id = batch._batch_id
            union all
            select
                presence._record_id,
                batch._batch_id,
                null as _seq,
                batch.order_at as _order_at,
                null as _updated_at,
                null as content,
                batch.clock
            from presences as presence
            inner join clocked_batches as batch
                on batch.kind = 'snapshot' and presence.snapshot_no + 1 = batch.snapshot_no
            where presence.next_snapshot_no is distinct from presence.snapshot_no + 1
        ),

        compared as (
            select
                *,
                lag(content) over seen as content_before,
                row_number() over seen = 1 as is_first,
                max(case when content is not null then _updated_at end) over (
                    partition by _record_id
                    order by {{ duowang.landed_ordering() }}
                    rows between unbounded preceding and 1 preceding
                ) as updated_before
            from sightings
            window seen as (
                partition by _record_id
                order by {{ duowang.landed_ordering() }}
            )
        ),

        dated as (
            select
                _record_id,
                _batch_id,
                _seq,
                _order_at,
                _updated_at,
                content,
                case
                    when content is null then clock
                    when is_first then least(coalesce(_updated_at, clock), _order_at)
                    when _updated_at > updated_before then least(_updated_at, _order_at)
                    else clock
                end as effective_at
            from compared
            where is_first or content is distinct from content_before
        ),

        ordered as (
            select
                _record_id,
                _batch_id,
                _seq,
                content,
                {{ duowang.local_date('max(effective_at) over until_now') }} as valid_from,
                row_number() over until_now as version_no,
                count(content) over (partition by _record_id) as contents,
                count(content) over until_now as contents_until_now,
                last_value(content) over whole is null as is_gone
            from dated
            window
                until_now as (
                    partition by _record_id
                    order by {{ duowang.landed_ordering() }}
                    rows between unbounded preceding and current row
                ),
                whole as (
                    partition by _record_id
                    order by {{ duowang.landed_ordering() }}
                    rows between unbounded preceding and unbounded following
                )
        ),

        bounded as (
            select
                *,
                lead(valid_from) over (partition by _record_id order by version_no) as valid_to
            from ordered
        ),

        first_sightings as (
            select
                _record_id,
                min(_window_to) as first_seen_at
            from {{ duowang.landed_rows(source) }}
            group by _record_id
        )

        select
            landed.*,
            bounded.version_no as _version,
            bounded.valid_from as _valid_from,
            bounded.valid_to as _valid_to,
            bounded.contents_until_now = bounded.contents as _is_newest,
            bounded.contents_until_now = bounded.contents and bounded.is_gone as _is_deleted,
            first_sightings.first_seen_at as _first_seen_at
        from {{ duowang.landed_rows(source) }} as landed
        inner join bounded
            on
                landed._record_id = bounded._record_id
                and landed._batch_id = bounded._batch_id
                and landed._seq = bounded._seq
        inner join first_sightings
            on landed._record_id = first_sightings._record_id
        where bounded.content is not null
    )
{%- endmacro %}

{#- True for a version that a platform stood by for a day at least: not marked deleted, not undone the same day. -#}
{% macro is_live_version(versions) -%}
    not {{ versions }}.is_withdrawn and coalesce({{ versions }}.valid_to > {{ versions }}.valid_from, true)
{%- endmacro %}
