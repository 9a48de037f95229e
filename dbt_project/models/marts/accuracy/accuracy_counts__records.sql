{{ accuracy_of(ref('int_accuracy_records'), record_rules()) }}
