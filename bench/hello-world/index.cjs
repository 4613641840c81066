/** The smallest app there is, as `func init` lays one out and with nothing bundled: what a cold start is held against. */
const { app } = require('@azure/functions');

app.http('hello', {
  methods: ['GET', 'POST'],
  authLevel: 'function',
  handler: async () => ({ body: 'Hello, world!' }),
});
