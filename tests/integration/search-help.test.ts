import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, exchange, launchStorage, model, saying, search } from '../support/storage.ts';

afterEach(cleanUp);

describe('in a conversation', () => {
  it('finds the places on the branch that is shown, from the first to the last', async () => {
    const own = await launchStorage();
    const first = await exchange(own, 'cherry one', 'no such thing');
    const { id } = first.conversation;
    const second = await exchange(own, 'nothing', 'a cherry', id);
    await exchange(own, 'cherry elsewhere', 'ok');
    const within = () => own.findInConversation({ ...search('cher'), conversationId: id });
    expect(await within()).toMatchObject({
      branchLength: 4,
      matches: [
        { messageId: first.question.id, depth: 1 },
        { messageId: second.answer.id, depth: 4 },
      ],
    });
    await own.editQuestion({ messageId: second.question.id, text: 'cherry instead', model });
    expect((await within()).matches.map(({ depth }) => depth)).toEqual([1, 3]);
    expect((await own.findInConversation({ ...search(''), conversationId: id })).matches).toEqual([]);
  });

  it('shows what stands around a hit, also on a branch that is not shown', async () => {
    const own = await launchStorage();
    const first = await exchange(own, 'one', 'two');
    const second = await exchange(own, 'three', 'four', first.conversation.id);
    await own.editQuestion({ messageId: first.question.id, text: 'instead', model });
    const { messages, conversation } = await own.preview(second.question.id);
    expect(messages.map(({ content }) => content)).toEqual(['one', 'two', 'three', 'four']);
    expect(conversation.id).toBe(first.conversation.id);
  });
});

describe('help', () => {
  it('offers the nearest words for one that is not there, in its place', async () => {
    const own = await launchStorage();
    await exchange(own, 'Four days in Kyoto and Osaka', 'Take the train');
    const { suggestions } = await own.spelling(search('from:me kyota train'));
    expect(suggestions).toEqual([{ text: 'from:me kyoto train', instead: 'kyota', word: 'kyoto' }]);
    expect((await own.spelling(search('kyoto'))).suggestions).toEqual([]);
    expect((await own.spelling(search('kyo'))).suggestions).toEqual([]);
  });

  it('completes filters with the names that are there', async () => {
    const own = await launchStorage();
    const { conversation } = await exchange(own, 'Kyoto in four days', 'ok');
    await own.organiseConversation({
      conversationId: conversation.id,
      folder: 'Travel/Japan',
      tags: ['trip'],
    });
    const complete = async (text: string, language: 'en' | 'es' = 'en') =>
      (await own.completeSearch({ text, language, caret: text.length, limit: 8 })).completions.map(
        ({ insert }) => insert,
      );
    expect(await complete('in:kyo')).toEqual(['in:"Kyoto in four days" ']);
    expect(await complete('carpeta:jap', 'es')).toEqual(['carpeta:Travel/Japan ']);
    expect(await complete('tag:')).toEqual(['tag:trip ']);
    expect(await complete('model:test')).toEqual(['model:test-model ']);
    expect(await complete('from:')).toEqual(['from:me ', 'from:assistant ']);
    expect(await complete('fol')).toEqual(['folder:']);
  });

  it('finds what is similar by the rarest words, in other conversations', async () => {
    const own = await launchStorage();
    const sour = await exchange(
      own,
      'My sourdough starter smells of acetone',
      'Feed this starter more often',
    );
    await exchange(own, 'The sourdough bread did not rise', 'Perhaps the starter was weak');
    await exchange(own, 'How to paint a fence', 'With a brush');
    const { hits, words } = await own.similar({ messageId: sour.answer.id, limit: 5 });
    expect(words).toEqual(['starter']);
    expect(saying(hits)).toEqual(['Perhaps the starter was weak']);
  });

  it('keeps recent searches, the last first, each once, and forgets them', async () => {
    const own = await launchStorage();
    for (const text of ['one', 'two', 'one']) await own.addRecentSearch(text);
    expect(await own.recentSearches()).toEqual(['one', 'two']);
    await own.forgetRecentSearch('one');
    expect(await own.recentSearches()).toEqual(['two']);
    for (let number = 0; number < 30; number++) await own.addRecentSearch(`search ${number}`);
    expect(await own.recentSearches()).toHaveLength(20);
    await own.forgetRecentSearch(null);
    expect(await own.recentSearches()).toEqual([]);
  });

  it('keeps saved searches until they are deleted', async () => {
    const own = await launchStorage();
    const saved = await own.saveSearch({ searchId: null, name: 'Code', text: 'has:code' });
    await own.saveSearch({ searchId: saved.id, name: 'All code', text: 'has:code' });
    expect(await own.savedSearches()).toEqual([{ ...saved, name: 'All code' }]);
    await own.deleteSavedSearch(saved.id);
    await expect(own.deleteSavedSearch(saved.id)).rejects.toThrow('saved_search.not_found');
  });
});
