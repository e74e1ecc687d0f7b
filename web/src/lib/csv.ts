/** A table as CSV that spreadsheets open as it is: UTF-8 with its mark, lines ended as RFC 4180 has them. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet takes a text with such a beginning for a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file's name of some words: what systems do not take in names goes. */
export function fileNameOf(words: readonly string[], ending: string): string {
  return `${words.map((word) => word.replace(/[\\/:*?"<>|\s]+/g, '-')).filter(Boolean).join('-')}.${ending}`;
}
