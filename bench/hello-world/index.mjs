/** The same in ES modules, as this app is: Node reads a CommonJS library more slowly when it is imported. */
import { app } from '@azure/functions';

app.http('hello', {
  methods: ['GET', 'POST'],
  authLevel: 'function',
  handler: async () => ({ body: 'Hello, world!' }),
});
