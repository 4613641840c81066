/** The expressions of ARM templates, as far as ours use them: calls, texts, numbers, members, indexes and lambdas. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression };

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_]\w*)|([()[\],.]))/y;

type Token = { readonly text?: string; readonly number?: string; readonly word?: string; readonly sign?: string };

/** @param source without the brackets around it */
export function parse(source: string): Expression {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`not understood: ${source}`);
    const [, text, number, word, sign] = match;
    tokens.push({ text, number, word, sign });
  }
  const take = () => tokens.shift() ?? {};
  const expect = (sign: string) => {
    if (take().sign !== sign) throw new Error(`${sign} is missing in ${source}`);
  };

  function primary(): Expression {
    const { text, number, word } = take();
    if (text !== undefined) return { kind: 'literal', value: text.replaceAll("''", "'") };
    if (number !== undefined) return { kind: 'literal', value: Number(number) };
    if (word === undefined) throw new Error(`something is missing in ${source}`);
    expect('(');
    const args: Expression[] = [];
    while (tokens[0]?.sign !== ')') {
      args.push(whole());
      if (tokens[0]?.sign === ',') take();
    }
    expect(')');
    return { kind: 'call', name: word, args };
  }

  function whole(): Expression {
    let it = primary();
    for (;;) {
      if (tokens[0]?.sign === '.') {
        take();
        it = { kind: 'member', of: it, key: { kind: 'literal', value: take().word ?? '' } };
      } else if (tokens[0]?.sign === '[') {
        take();
        it = { kind: 'member', of: it, key: whole() };
        expect(']');
      } else return it;
    }
  }

  const expression = whole();
  if (tokens.length > 0) throw new Error(`there is more than one expression in ${source}`);
  return expression;
}
