import { randomUUID } from 'node:crypto';
import type { CoreInvocationContext, FunctionCallback, InvocationResponse, TypedData } from './core-types.ts';
import type { FunctionsCore, RegisteredFunction } from './functions-core.ts';

interface HookPhase {
  readonly hookData: Record<string, unknown>;
  readonly invocationContext: unknown;
  inputs: unknown[];
}

/**
 * Runs one function once, in the worker's order: arguments, hooks before, the function, hooks after, response.
 * @throws what the function throws, unless a hook clears it.
 */
export async function invoke(
  core: FunctionsCore,
  target: RegisteredFunction,
  data: TypedData,
  triggerMetadata: Readonly<Record<string, TypedData>> = {},
): Promise<InvocationResponse> {
  const { metadata, triggerName } = target;
  const invocationId = randomUUID();
  let context: unknown;
  const coreContext: CoreInvocationContext = {
    invocationId,
    metadata,
    request: { invocationId, inputData: [{ name: triggerName, data }], triggerMetadata },
    log: (level, category, message) => core.log(level, metadata.name, message, category, context),
  };
  const model = core.model.getInvocationModel(coreContext);
  const args = await model.getArguments();
  context = args.context;

  const phase: HookPhase = { hookData: {}, invocationContext: context, inputs: args.inputs };
  const before: HookPhase & { functionCallback: FunctionCallback } = { ...phase, functionCallback: target.callback };
  coreContext.state = 'preInvocationHooks';
  await core.runHooks('preInvocation', before);

  const after: HookPhase & { result: unknown; error: unknown } = {
    ...phase,
    inputs: before.inputs,
    result: undefined,
    error: undefined,
  };
  coreContext.state = 'invocation';
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error('The function threw nothing.');
  }
  coreContext.state = 'postInvocationHooks';
  await core.runHooks('postInvocation', after);
  if (after.error !== undefined && after.error !== null) throw after.error;
  return model.getResponse(context, after.result);
}
