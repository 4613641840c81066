import stringWidth from 'string-width';

const GAP = '  ';
/** The last column is never narrower than this, however narrow the terminal. */
const LEAST = 30;

/**
 * Rows in columns under their headings, by the width that a terminal gives each character. The last column is wrapped
 * at spaces to stay within the width; the others are as wide as they must be.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const last = headings.length - 1;
  const widths = headings.map((heading, i) =>
    Math.max(...[heading, ...rows.map((row) => row[i] ?? '')].map((cell) => stringWidth(cell))),
  );
  const before = widths.slice(0, last).reduce((sum, it) => sum + it + GAP.length, 0);
  const room = Math.max(LEAST, width - before);
  const lines = [headings, ...rows].flatMap((row) => {
    const [first = '', ...more] = wrapped(row[last] ?? '', room);
    const cells = row.slice(0, last).map((cell, i) => padded(cell, widths[i] ?? 0));
    return [[...cells, first].join(GAP), ...more.map((line) => ' '.repeat(before) + line)];
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - stringWidth(cell)));
}

/** A word that is wider than the room stands on a line of its own: an address must stay whole to be copied. */
function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line !== undefined && stringWidth(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
