"""What we say: every menu and every text conversation as a table of named steps. Pure: values in, values out."""
