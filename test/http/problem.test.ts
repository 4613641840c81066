import { describe, expect, it } from 'vitest';
import { problem, problemBody, problemHeaders } from '../../src/http/problem.ts';

const MEDIA_TYPE = { 'content-type': 'application/problem+json' };

describe('a problem', () => {
  it('is titled by its status, as about:blank asks', () => {
    expect(problemBody(problem(413, 'Too much.'))).toEqual({
      type: 'about:blank',
      title: 'Content Too Large',
      status: 413,
      detail: 'Too much.',
    });
  });

  it('lists its errors, where it has any', () => {
    const errors = [{ pointer: '#/id', detail: 'is required' }];
    expect(problemBody(problem(400, 'No.', errors))).toMatchObject({ errors });
    expect(problemBody(problem(400, 'No.', []))).not.toHaveProperty('errors');
  });

  it('says in its headers how to sign in, and when to come back', () => {
    expect(problemHeaders(problem(400, 'No.'))).toEqual(MEDIA_TYPE);
    expect(problemHeaders(problem(401, 'Who?'))).toEqual({
      ...MEDIA_TYPE,
      'www-authenticate': expect.stringMatching(/^Bearer/),
    });
    expect(problemHeaders({ ...problem(503, 'Later.'), retryAfterSeconds: 10 })).toEqual({
      ...MEDIA_TYPE,
      'retry-after': '10',
    });
  });
});
