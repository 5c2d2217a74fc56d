// connector/app/placeholder
