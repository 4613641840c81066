import { expect, test } from 'vitest';
import { claimsOf } from '../../src/graph/access-token.ts';

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

test.each<[string, string, ReturnType<typeof claimsOf>]>([
  ['a tenant and permissions', jwt({ tid: 'ABC', roles: ['A', 'B'] }), { tid: 'abc', roles: ['A', 'B'] }],
  ['no permissions', jwt({ tid: 'abc' }), { tid: 'abc', roles: [] }],
  ['claims of other kinds', jwt({ tid: 1, roles: ['A', 2] }), { roles: ['A'] }],
  ['claims that are no object', jwt(['tid']), undefined],
  ['a token that only Graph can read', 'EwBwA8l6BAAU', undefined],
  ['a token with dots in it', 'a.b.c', undefined],
  ['an encrypted token', 'a.b.c.d.e', undefined],
])('%s', (_, token, expected) => {
  expect(claimsOf(token)).toEqual(expected);
});
