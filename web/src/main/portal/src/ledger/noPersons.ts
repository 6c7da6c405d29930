/** Of a text that is posted: who writes it cannot take it back. */
export const NO_PERSONS = 'No names or numbers of persons: books cannot be changed.';
