import type { Database } from 'better-sqlite3';
import { v4 } from 'uuid';
import type {
  DeliverySettings,
  Model,
  ModelReference,
  Output,
  Parameters,
} from '../../shared/contract/index.ts';
import type { EndpointId } from '../../shared/ids.ts';
import { cleanText } from '../core/text.ts';
import { parametersText } from './conversations.ts';
import type { Argument } from './protocol.ts';
import { refuse } from './refusal.ts';
import type { StoredEndpoint } from './storage.ts';

type Defaults = Output<'defaults.get'>;

export interface EndpointRow {
  number: number;
  id: string;
  kind: StoredEndpoint['kind'];
  name: string;
  base_url: string;
  models_fetched_at: number | null;
}

export interface ModelRow {
  endpoint_id: string;
  position: number;
  id: string;
  owned_by: string;
  context_window: number | null;
  max_output_tokens: number | null;
  purpose: Model['purpose'];
}

const toEndpoint = ({ id, kind, name, base_url: baseUrl }: EndpointRow): StoredEndpoint => ({
  id: id as EndpointId,
  kind,
  name,
  baseUrl,
});

/** Prices are Groq's own for its two models (https://groq.com/pricing, 2026); the user's corrections come before them. */
const usualDelivery: DeliverySettings = {
  freshFor: 'hour',
  staleAnswers: 'served',
  fallbacks: [],
  cacheLimitBytes: 250_000_000,
  prices: [
    { model: 'openai/gpt-oss-120b', input: 150_000, output: 600_000 },
    { model: 'openai/gpt-oss-20b', input: 75_000, output: 300_000 },
  ],
};

export const settingReads = (database: Database) => {
  const all = database.prepare<[], EndpointRow>('SELECT * FROM endpoints ORDER BY number');
  const modelsOf = database.prepare<[string], ModelRow>(
    'SELECT * FROM models WHERE endpoint_id = ? ORDER BY position',
  );
  const fetchedAt = database
    .prepare<[string], number | null>('SELECT models_fetched_at FROM endpoints WHERE id = ?')
    .pluck();
  const setting = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const conversationDraft = database
    .prepare<[Uint8Array], string>('SELECT draft FROM conversations WHERE id = ? AND deleted_at IS NULL')
    .pluck();

  return {
    endpoints: (): StoredEndpoint[] => all.all().map(toEndpoint),
    models: (endpointId: EndpointId): { models: Model[]; fetchedAt: number | null } => ({
      models: modelsOf.all(endpointId).map((row) => ({
        id: row.id,
        ownedBy: row.owned_by,
        contextWindow: row.context_window,
        maxOutputTokens: row.max_output_tokens,
        purpose: row.purpose,
      })),
      fetchedAt: fetchedAt.get(endpointId) ?? null,
    }),
    defaults: (): Defaults => ({
      model: JSON.parse(setting.get('default_model') ?? 'null') as ModelReference | null,
      parameters: JSON.parse(setting.get('default_parameters') ?? '{}') as Parameters,
    }),
    delivery: (): DeliverySettings => ({
      ...usualDelivery,
      ...(JSON.parse(setting.get('delivery') ?? '{}') as Partial<DeliverySettings>),
    }),
    firstDraft: (): string => setting.get('draft') ?? '',
    conversationDraft: (id: Uint8Array): string =>
      conversationDraft.get(id) ?? refuse('conversation.not_found'),
  };
};

export type SettingReads = ReturnType<typeof settingReads>;

/** The writer's; each call runs in a transaction. */
export const settingWrites = (database: Database, reads: SettingReads) => {
  const one = database.prepare<[string], EndpointRow>('SELECT * FROM endpoints WHERE id = ?');
  const insert = database.prepare<[string, string, string]>(
    "INSERT INTO endpoints (id, kind, name, base_url) VALUES (?, 'openai-compatible', ?, ?)",
  );
  const update = database.prepare<[string, string, string]>(
    'UPDATE endpoints SET name = ?, base_url = ? WHERE id = ?',
  );
  const remove = database.prepare<[string]>('DELETE FROM endpoints WHERE id = ?');
  const removeModels = database.prepare<[string]>('DELETE FROM models WHERE endpoint_id = ?');
  const insertModel = database.prepare<
    [string, number, string, string, number | null, number | null, string]
  >('INSERT INTO models VALUES (?, ?, ?, ?, ?, ?, ?)');
  const setFetchedAt = database.prepare<[number, string]>(
    'UPDATE endpoints SET models_fetched_at = ? WHERE id = ?',
  );
  const put = database.prepare<[string, string]>(
    'INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)',
  );

  const endpoint = (id: string): EndpointRow => one.get(id) ?? refuse('endpoint.not_found');

  return {
    saveEndpoint({ id, name, baseUrl }: Argument<'saveEndpoint'>): StoredEndpoint {
      const known = id === null ? v4() : endpoint(id).id;
      if (id === null) insert.run(known, cleanText(name), baseUrl);
      else update.run(cleanText(name), baseUrl, known);
      return toEndpoint(endpoint(known));
    },

    deleteEndpoint(endpointId: EndpointId): void {
      if (endpoint(endpointId).kind === 'groq') refuse('endpoint.built_in');
      remove.run(endpointId);
      // New conversations would otherwise begin at an address that is gone.
      if (reads.defaults().model?.endpointId === endpointId) put.run('default_model', 'null');
    },

    /** An endpoint that was deleted while its models were fetched keeps none. */
    saveModels({ endpointId, models, fetchedAt }: Argument<'saveModels'>): void {
      if (!one.get(endpointId)) return;
      removeModels.run(endpointId);
      models.forEach(({ id, ownedBy, contextWindow, maxOutputTokens, purpose }, position) =>
        insertModel.run(endpointId, position, id, ownedBy, contextWindow, maxOutputTokens, purpose),
      );
      setFetchedAt.run(fetchedAt, endpointId);
    },

    saveDefaults({ model, parameters }: Argument<'saveDefaults'>): Defaults {
      if (model !== undefined) put.run('default_model', JSON.stringify(model));
      if (parameters !== undefined) put.run('default_parameters', parametersText(parameters));
      return reads.defaults();
    },

    saveDelivery(input: Partial<DeliverySettings>): DeliverySettings {
      const settings = { ...reads.delivery(), ...input };
      put.run('delivery', JSON.stringify(settings));
      return settings;
    },

    saveFirstDraft(text: string): void {
      put.run('draft', cleanText(text));
    },
  };
};
