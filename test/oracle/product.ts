/** The rules that the oracle judges, in one piece, so that a changed copy of them can stand in their place. */
export { diagnose } from '../../src/domain/diagnose.ts';
export { diagnoseReporter } from '../../src/domain/diagnose-reporter.ts';
export { fold } from '../../src/domain/fold.ts';
export { outcomeOf } from '../../src/domain/outcome.ts';
export { reconcile } from '../../src/domain/reconcile.ts';
export { endsRetirement } from '../../src/domain/retirement.ts';
