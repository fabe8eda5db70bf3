import { sampleId, type Sample } from './sample.ts';

export const englishSamples: readonly Sample[] = [
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000001'),
    title: 'Welcome to VersaAI',
    hoursAgo: 0.2,
    exchanges: [
      {
        question: 'What can I do here?',
        answer: `Everything you see lives **on this computer**. These sample conversations are ordinary ones: search them, branch them, delete them.

A few things worth trying:

1. Press **Ctrl+K** (⌘K on a Mac) and type \`kyoto\` – search looks through every word of every conversation.
2. Hover over one of your messages and choose **Edit**: the old version stays, as a branch you can go back to.
3. Press **Ctrl+/** to see every shortcut.

When you are ready, add a Groq key or a local server under **Settings → Models**, and ask something of your own.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000002'),
    title: 'Debounce or throttle?',
    hoursAgo: 5,
    exchanges: [
      {
        question:
          'When should I debounce an input handler and when should I throttle it? Show me both in TypeScript.',
        answer: `**Debounce** waits until things have been quiet for a while; **throttle** lets one call through per interval.

| | Debounce | Throttle |
| --- | --- | --- |
| Runs | after the last event | at a steady rate |
| Good for | search boxes, autosave | scrolling, dragging, resize |
| Risk | never runs while events keep coming | runs on stale input |

\`\`\`ts
export function debounce<Args extends unknown[]>(run: (...args: Args) => void, quietMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args: Args): void => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), quietMs);
  };
}

export function throttle<Args extends unknown[]>(run: (...args: Args) => void, intervalMs: number) {
  let last = -Infinity;
  return (...args: Args): void => {
    const now = performance.now();
    if (now - last < intervalMs) return;
    last = now;
    run(...args);
  };
}
\`\`\`

For a search box: debounce by about 150 ms, and abandon the older request when a newer one begins.`,
      },
      {
        question: 'What about requestAnimationFrame instead of throttle?',
        answer: `For anything that ends in **painting**, it is the better throttle: the browser already knows when the next frame is due.

\`\`\`ts
let scheduled = false;

function onScroll(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    updateHeader(window.scrollY);
  });
}
\`\`\`

Two things to keep in mind: frames stop in hidden windows, and a long task still delays them.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000003'),
    title: 'Four days in Kyoto',
    hoursAgo: 27,
    exchanges: [
      {
        question:
          'Plan four relaxed days in Kyoto in late November. We like gardens, ceramics and good coffee.',
        answer: `Late November is peak maple season (紅葉), so go **early in the morning** and leave afternoons loose.

### Day 1 · Higashiyama
- Kiyomizu-dera at opening, then downhill through Sannenzaka
- Kawai Kanjirō's House – a potter's home and kiln, quiet even in season
- Coffee: % Arabica for the view, Weekenders for the cup

### Day 2 · North
- Entoku-in and Daitoku-ji's small temples
- Lunch: soba at Honke Owariya (since 1465)

### Day 3 · Arashiyama and Saga
- Bamboo before 7:30, Ōkōchi Sansō with its tea
- Afternoon train to Saga-Toriimoto

### Day 4 · Ceramics
- Gojōzaka workshops, then the Kyoto Ceramic Center
- Evening: illuminated maples at Eikan-dō

> Reserve dinner for days 1 and 4 now; walk-ins are hard in this week.`,
      },
      {
        question: 'Is a rail pass worth it for this?',
        answer: `No. Inside Kyoto you will mostly use buses, the Keihan and the Hankyu lines, which the JR pass does not cover. A prepaid **ICOCA** card is enough; the airport train (Haruka) has its own discount ticket.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000004'),
    title: 'SQLite WAL explained',
    hoursAgo: 75,
    exchanges: [
      {
        question: 'Explain write-ahead logging in SQLite as if I knew databases but not this one.',
        answer: `In rollback mode SQLite copies the *old* page away and overwrites the file. In **WAL mode** it does the opposite: the *new* page is appended to a log and the file stays as it is.

That gives you three things:

- **Readers never block the writer**, and the writer never blocks readers: each reader sees the snapshot that ended where the log ended when it began.
- **A commit is one sequential append**, so it is fast.
- **A crash is harmless**: an incomplete frame at the end of the log fails its checksum and is ignored.

What you pay: there is still only *one* writer at a time, the log has to be folded back (a *checkpoint*), and \`synchronous=NORMAL\` may lose the last commits when the power goes – \`FULL\` does not.

\`\`\`sql
PRAGMA journal_mode = WAL;
PRAGMA synchronous  = FULL;
PRAGMA busy_timeout = 5000;
\`\`\``,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000005'),
    title: 'A kinder rejection letter',
    hoursAgo: 220,
    exchanges: [
      {
        question:
          'Rewrite this so that it is clear but kind: "We regret to inform you that your application was not successful."',
        answer: `> Thank you for the time you gave us. We have decided to go on with another candidate, and I wanted you to hear it from me.
>
> Your work on the search prototype stayed with us; the reason was experience with large teams, nothing else. If you like, I am glad to say more on a call.

It says the decision in the second sentence, gives **one true reason**, and offers something real.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000006'),
    title: 'Sourdough that does not collapse',
    hoursAgo: 480,
    exchanges: [
      {
        question: 'My sourdough spreads flat in the oven. What am I doing wrong?',
        answer: `Most likely it is **over-proofed** or the surface has no tension. Check in this order:

- [x] Starter doubles within 4–6 hours of feeding
- [ ] Bulk rise stopped at **50–70 %** growth, not at doubled
- [ ] Dough at 24–26 °C while it rises
- [ ] Two shapings, twenty minutes apart
- [ ] Cold overnight proof, baked straight from the fridge

If a poked finger leaves a dent that never comes back, it went too long. Shorten the bulk rise by an hour before you change anything else.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0001-7000-8000-000000000007'),
    title: 'Cleaning a CSV with pandas',
    hoursAgo: 1100,
    exchanges: [
      {
        question:
          'I have a CSV with dates in three formats and prices like "1.234,50 €". How do I clean it with pandas?',
        answer: `Read everything as text first; guessing is what goes wrong.

\`\`\`python
import pandas as pd

frame = pd.read_csv("orders.csv", dtype=str)

frame["price"] = (
    frame["price"]
    .str.replace(r"[^\\d,.-]", "", regex=True)
    .str.replace(".", "", regex=False)
    .str.replace(",", ".", regex=False)
    .astype(float)
)

formats = ["%d.%m.%Y", "%Y-%m-%d", "%m/%d/%y"]
dates = [pd.to_datetime(frame["date"], format=one, errors="coerce") for one in formats]
frame["date"] = dates[0].fillna(dates[1]).fillna(dates[2])

assert frame["date"].notna().all(), frame[frame["date"].isna()]
\`\`\`

The \`assert\` at the end matters most: it tells you about the fourth format.`,
      },
    ],
  },
];
