import type {
  Conversation,
  ConversationSummary,
  DeliverySettings,
  EarlierAnswer,
  FreshFor,
  IndexStatus,
  Input,
  Message,
  MessageState,
  Model,
  ModelReference,
  Output,
  Parameters,
  QueuedMessage,
  SavedSearch,
  Usage,
  WaitReason,
} from '../../shared/contract/index.ts';
import type { ConversationId, EndpointId, MessageId, SavedSearchId } from '../../shared/ids.ts';

/** A change to a conversation as the database holds it after the commit: what events are made of. */
export interface ConversationChange {
  conversation: Conversation;
  /** Messages that are new or differ, among them siblings whose numbering moved. */
  messages: Message[];
}

export interface ExchangeChange extends ConversationChange {
  question: Message;
  answer: Message;
}

export interface AnswerChange extends ConversationChange {
  answer: Message;
}

/** How an answer ended; written with its whole content in one transaction. */
export interface AnswerEnd {
  content: string;
  state: Exclude<MessageState, { kind: 'queued' } | { kind: 'pending' } | { kind: 'streaming' }>;
  /** What gave it, when that was not the model that it was begun with. */
  model?: ModelReference | undefined;
  costMicrodollars?: number | null | undefined;
  usage: Usage | null;
  timing: { firstTokenMs: number; totalMs: number } | null;
}

/** How a new answer begins: on its way at once, or waiting in the outbox. */
export type JobStart = { kind: 'sending' } | { kind: 'queued'; reason: WaitReason; notBefore: number | null };

/** Whether an answer from the cache will do. */
export type CacheUse = 'use' | 'refresh';

export interface BegunJob extends AnswerChange {
  cached: CacheUse;
}

/** An endpoint as stored; whether it has a key only the host knows. */
export interface StoredEndpoint {
  id: EndpointId;
  kind: 'groq' | 'openai-compatible';
  name: string;
  baseUrl: string;
}

/** One turn of the context that goes to a model, root first. */
export interface ContextTurn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A conversation ready to be stored: samples now, imports later. Every entry's parent is the entry before it. */
export interface PreparedConversation {
  /** Stable, so that adding the same one twice does nothing. */
  id: ConversationId;
  title: string;
  createdAt: number;
  model: ModelReference | null;
  messages: { role: 'user' | 'assistant'; content: string; createdAt: number }[];
}

/**
 * The engine's database, off the engine's own thread. Every method that changes something is one transaction on the
 * writer thread, durable when its promise resolves; the others run on reader threads and see every commit that was
 * acknowledged before they were called. Methods reject with ContractFailure carrying the codes named at each.
 */
export interface Storage {
  // --- exchanges -------------------------------------------------------------------------------------------------
  /** A new conversation with its first exchange. Title: the opening words of `text`. */
  beginConversation(input: {
    text: string;
    model: ModelReference;
    parameters: Parameters;
  }): Promise<ExchangeChange>;
  /** Below the active leaf. Clears the draft. conversation.not_found */
  appendExchange(input: {
    conversationId: ConversationId;
    text: string;
    model: ModelReference;
    /** Sending, unless said otherwise: only what is said next can have to wait. */
    job?: JobStart;
  }): Promise<ExchangeChange>;
  /** A sibling of the user message, shown from now on, and its answer. message.not_found, message.wrong_state */
  editQuestion(input: { messageId: MessageId; text: string; model: ModelReference }): Promise<ExchangeChange>;
  /** A sibling of the answer, shown from now on. message.not_found, message.wrong_state */
  addAnswer(input: { besides: MessageId; model: ModelReference; cached?: CacheUse }): Promise<AnswerChange>;
  /** Empties a failed, stopped or interrupted answer that has no content and makes it pending again. message.not_found, message.wrong_state */
  restartAnswer(input: { messageId: MessageId; model: ModelReference }): Promise<AnswerChange>;
  /** The partial answer; moves it to `streaming`. Not indexed for search until it ends. */
  checkpointAnswer(input: { messageId: MessageId; content: string }): Promise<void>;
  endAnswer(input: { messageId: MessageId; end: AnswerEnd }): Promise<AnswerChange>;
  /** Waiting, in the order in which they are to go out within each conversation. */
  jobs(): Promise<QueuedMessage[]>;
  /** A job that waits is on its way from now on; `null` when it waits no more. */
  beginJob(answerId: MessageId): Promise<BegunJob | null>;
  /** An answer of which nothing came goes back among those that wait. */
  requeueJob(input: {
    answerId: MessageId;
    reason: WaitReason;
    notBefore: number | null;
  }): Promise<AnswerChange>;
  /** Ends as stopped what waits; `null` when it waits no more. */
  cancelQueued(answerId: MessageId): Promise<AnswerChange | null>;
  /** In its place. message.not_found, message.wrong_state when its answer does not wait */
  editQueued(input: { messageId: MessageId; text: string }): Promise<ConversationChange>;
  /** As if it had never been written. message.not_found, message.wrong_state */
  withdrawQueued(messageId: MessageId): Promise<ConversationChange & { text: string }>;
  /** All that wait in the conversation. conversation.not_found, message.wrong_state */
  reorderQueued(input: {
    conversationId: ConversationId;
    messageIds: MessageId[];
  }): Promise<ConversationChange>;
  /**
   * At start: what was on its way when the process died. Where text had come it stays, as interrupted; where nothing had
   * come the message waits again, unless that has ended so too often.
   */
  recoverJobs(): Promise<{ interrupted: number; queued: number }>;

  // --- conversations ---------------------------------------------------------------------------------------------
  listConversations(input: Input<'conversations.list'>): Promise<Output<'conversations.list'>>;
  /** conversation.not_found; one in the trash is not found either. */
  conversation(conversationId: ConversationId): Promise<Conversation>;
  /** `generated` and `opening` never replace a title that the user gave: then the conversation comes back as it is. */
  renameConversation(input: {
    conversationId: ConversationId;
    title: string;
    source: 'generated' | 'user';
  }): Promise<Conversation>;
  configureConversation(input: {
    conversationId: ConversationId;
    model?: ModelReference | undefined;
    parameters?: Parameters | undefined;
    systemPrompt?: string | undefined;
    freshFor?: FreshFor | null | undefined;
  }): Promise<Conversation>;
  /** Absent fields stay. conversation.not_found */
  organiseConversation(input: Input<'conversations.organise'>): Promise<Conversation>;
  /** Folders and tags in use, by name. */
  organisingNames(): Promise<Output<'organising.names'>>;
  deleteConversation(conversationId: ConversationId): Promise<void>;
  restoreConversation(conversationId: ConversationId): Promise<Conversation>;
  showBranch(messageId: MessageId): Promise<Conversation>;
  /** Stores those that are not there yet, deleted ones included; resolves with the summaries of all that are shown. */
  addPrepared(conversations: PreparedConversation[]): Promise<ConversationSummary[]>;

  // --- messages --------------------------------------------------------------------------------------------------
  /** message.not_found */
  starMessage(input: Input<'messages.star'>): Promise<Message>;
  /** message.not_found */
  message(messageId: MessageId): Promise<Message>;
  messagesPage(input: Input<'messages.page'>): Promise<Output<'messages.page'>>;
  /** What goes to the model for this answer: system prompt (if any) and the branch up to its question. Empty turns are left out. */
  context(answerId: MessageId): Promise<ContextTurn[]>;
  /** The same, with this message as the last turn. */
  contextBelow(messageId: MessageId): Promise<ContextTurn[]>;

  /** Answers to questions that are closest to this text. */
  earlierAnswers(input: Input<'answers.earlier'>): Promise<EarlierAnswer[]>;

  // --- search ----------------------------------------------------------------------------------------------------
  /** Like each search: search.superseded when a newer one of the same box took its place, also in the middle of it. */
  find(input: Input<'search.find'>): Promise<Output<'search.find'>>;
  findTitles(input: Input<'search.titles'>): Promise<Output<'search.titles'>>;
  timeline(input: Input<'search.timeline'>): Promise<Output<'search.timeline'>>;
  countMatches(input: Input<'search.count'>): Promise<Output<'search.count'>>;
  findInConversation(input: Input<'search.in_conversation'>): Promise<Output<'search.in_conversation'>>;
  /** message.not_found */
  preview(messageId: MessageId): Promise<Output<'search.preview'>>;
  /** message.not_found */
  similar(input: Input<'search.similar'>): Promise<Output<'search.similar'>>;
  completeSearch(input: Input<'search.complete'>): Promise<Output<'search.complete'>>;
  spelling(input: Input<'search.spelling'>): Promise<Output<'search.spelling'>>;
  recentSearches(): Promise<string[]>;
  addRecentSearch(text: string): Promise<void>;
  /** All with `null`. */
  forgetRecentSearch(text: string | null): Promise<void>;
  savedSearches(): Promise<SavedSearch[]>;
  /** saved_search.not_found when an id is given and unknown. */
  saveSearch(input: Input<'saved_searches.save'>): Promise<SavedSearch>;
  /** saved_search.not_found */
  deleteSavedSearch(searchId: SavedSearchId): Promise<void>;
  indexStatus(): Promise<IndexStatus>;
  /** Indexes everything anew, step by step behind other writes; `StorageOptions.onIndexProgress` hears of it. */
  rebuildIndex(): Promise<IndexStatus>;
  /** Makes the list of frequent words anew and merges the index, which the storage otherwise does by itself when there is need. */
  makeSearchFast(): Promise<void>;

  // --- drafts, endpoints, models, defaults -----------------------------------------------------------------------
  saveDraft(input: { conversationId: ConversationId | null; text: string }): Promise<void>;
  draft(conversationId: ConversationId | null): Promise<string>;
  endpoints(): Promise<StoredEndpoint[]>;
  /** endpoint.not_found when `id` is given and unknown. */
  saveEndpoint(input: { id: EndpointId | null; name: string; baseUrl: string }): Promise<StoredEndpoint>;
  /** endpoint.not_found, endpoint.built_in */
  deleteEndpoint(endpointId: EndpointId): Promise<void>;
  models(endpointId: EndpointId): Promise<{ models: Model[]; fetchedAt: number | null }>;
  saveModels(input: { endpointId: EndpointId; models: Model[]; fetchedAt: number }): Promise<void>;
  defaults(): Promise<Output<'defaults.get'>>;
  delivery(): Promise<DeliverySettings>;
  saveDelivery(input: Partial<DeliverySettings>): Promise<DeliverySettings>;
  saveDefaults(input: Input<'defaults.save'>): Promise<Output<'defaults.get'>>;

  // --- the file itself -------------------------------------------------------------------------------------------
  status(): Promise<Omit<Output<'system.status'>, 'mode'>>;
  /** Checkpoints the WAL and closes every thread; later calls reject. */
  close(): Promise<void>;
}
