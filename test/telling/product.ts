/** The program as the explorer runs it, in one piece, so that a changed copy of it can stand in its place. */
export { StorageUnavailable } from '../../src/app/model/ports.ts';
export { compose } from '../../src/compose.ts';
export { fromSubjectRow } from '../../src/storage/subject-row.ts';
