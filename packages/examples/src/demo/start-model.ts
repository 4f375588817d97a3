import { createModelClient, type ModelClient } from '../llm/model-client';
import { resolveModelSettings } from '../llm/model-settings';
import { createRecordingModelClient } from '../llm/recording-model-client';
import { startSimulatedModel } from '../llm/simulated-model';

/** The language model of the demo. */
export interface DemoModel {
  readonly client: ModelClient;
  readonly simulated: boolean;
  /** One line that says what answers. */
  readonly description: string;
  /** The texts that it received so far, oldest first. */
  texts(): readonly string[];
  close(): Promise<void>;
}

/** The real model that the environment names, or the simulation. */
export async function startModel(env: Readonly<Record<string, string | undefined>>): Promise<DemoModel> {
  const settings = resolveModelSettings(env);
  if (settings) {
    const client = createRecordingModelClient(createModelClient(settings));
    return {
      client,
      simulated: false,
      description: `language model ${settings.model} at ${settings.baseUrl}`,
      texts: () => client.prompts(),
      close: () => Promise.resolve(),
    };
  }
  const simulation = await startSimulatedModel();
  return {
    client: createModelClient({ baseUrl: simulation.baseUrl, model: 'openbox-simulation' }),
    simulated: true,
    description: `SIMULATED language model at ${simulation.baseUrl} (a real one: OPENAI_BASE_URL, OPENAI_API_KEY)`,
    texts: () => simulation.requests().flatMap(({ messages }) => messages.map((message) => message.content)),
    close: () => simulation.close(),
  };
}
