{{ accuracy_of(ref('int_accuracy_persons'), person_rules()) }}
