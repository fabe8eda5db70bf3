/**
 * Text as the database keeps it: well-formed, without NUL, in NFC. Lone surrogates and NUL come from cut streams and
 * pasted binary; other stores (a Postgres, a JSON file) refuse them, so they end here.
 */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '').normalize('NFC');
