/** The API (Authority). Configuration: environment, see `config.ts`. */
import { startApi } from './api.ts';
import { apiConfig } from './config.ts';
import { runService } from './run.ts';

await runService(async () => startApi(apiConfig(process.env)));
