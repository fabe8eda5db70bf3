import type { EndpointState } from '../../../shared/contract/delivery.ts';
import type { EndpointHealth, RateLimit } from '../../../shared/contract/health.ts';
import { errorKey, useFormats, useTexts } from '../../i18n/index.ts';

/** A limit ends by itself; the engine may say so only with the next request. */
export const healthNow = (health: EndpointHealth, now: number): EndpointHealth =>
  health.kind === 'limited' && health.until <= now ? { kind: 'online' } : health;

/** What is left of an allowance. `null`: it is whole again, and nobody said how much that is. */
export const allowanceNow = (told: RateLimit, now: number): RateLimit | null => {
  if (told.resetAt === null || told.resetAt > now) return told;
  return told.limit === null ? null : { limit: told.limit, remaining: told.limit, resetAt: null };
};

interface HealthText {
  /** How the endpoint fares, in a few words. */
  summary: string;
  /** The error, and what is left of its limits. */
  details: string[];
}

/** How an endpoint fares, as text. */
export const useHealthText = (): ((state: EndpointState, now: number) => HealthText) => {
  const { t } = useTexts();
  const formats = useFormats();

  const summaryOf = (health: EndpointHealth, now: number): string => {
    switch (health.kind) {
      case 'unknown':
      case 'online':
      case 'slow':
        return t(`health.${health.kind}`);
      case 'limited':
        return t(`health.limited.${health.limit}`, {
          model: health.model,
          time: formats.value.short(health.until),
        });
      case 'down':
        return health.nextProbeAt > now
          ? t('health.down', { time: formats.value.short(health.nextProbeAt) })
          : t('health.downUntilNext');
      case 'offline':
        return t('health.offline', { time: formats.value.short(health.since) });
    }
  };

  const allowanceText = (key: 'health.requests' | 'health.tokens', told: RateLimit | null, now: number) => {
    const allowance = told && allowanceNow(told, now);
    if (!allowance) return [];
    const { limit, remaining, resetAt } = allowance;
    const number = formats.value.number;
    const left =
      limit === null
        ? number(remaining)
        : t('health.leftOf', { left: number(remaining), limit: number(limit) });
    // What is whole already need not become it.
    const isWhole = resetAt === null || remaining === limit;
    const whole = isWhole ? '' : `, ${t('health.whole', { time: formats.value.relative(resetAt, now) })}`;
    return [`${t(key, { left })}${whole}`];
  };

  return ({ health: told, limits }, now) => {
    const health = healthNow(told, now);
    return {
      summary: summaryOf(health, now),
      details: [
        ...(health.kind === 'down' ? [t(errorKey(health.error.code), health.error.data)] : []),
        ...allowanceText('health.requests', limits?.requests ?? null, now),
        ...allowanceText('health.tokens', limits?.tokens ?? null, now),
      ],
    };
  };
};
