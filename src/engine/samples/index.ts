import type { Language } from '../../shared/shell.ts';
import type { PreparedConversation } from '../storage/index.ts';
import { englishSamples } from './english.ts';
import type { Sample } from './sample.ts';
import { spanishSamples } from './spanish.ts';

const samples: Record<Language, readonly Sample[]> = { en: englishSamples, es: spanishSamples };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A few conversations to look around in, dated back from `now` (milliseconds UTC) as if they had just been had. */
export const sampleConversations = (language: Language, now: number): PreparedConversation[] =>
  samples[language].map(({ id, title, hoursAgo, exchanges }) => {
    const createdAt = now - hoursAgo * hourMs;
    return {
      id,
      title,
      createdAt,
      model: null,
      messages: exchanges.flatMap(({ question, answer }, index) => {
        const asked = createdAt + index * 3 * minuteMs;
        return [
          { role: 'user' as const, content: question, createdAt: asked },
          { role: 'assistant' as const, content: answer, createdAt: asked + 2_000 },
        ];
      }),
    };
  });
