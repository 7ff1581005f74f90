/** The API as a child of the measurement: configured by its environment as ever. Tells its parent the port. */
import { apiConfig, startApi } from '@tallystick/graphql';

const service = await startApi(apiConfig(process.env));
process.on('disconnect', () => {
  void service.stop().finally(() => process.exit(0));
});
process.send?.({ port: service.port });
