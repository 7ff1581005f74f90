/** The Auditor: read-only API and witness. Configuration: environment, see `config.ts`. */
import { auditorConfig } from '../config.ts';
import { runService } from '../run.ts';
import { startAuditor } from './service.ts';

await runService(async () => startAuditor(auditorConfig(process.env)));
