"""What is arranged about debts besides paying them: instalments, write-offs, offsets."""
