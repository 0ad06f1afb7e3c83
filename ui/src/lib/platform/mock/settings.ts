import type { HandleSetting, HandleView, Sla } from '$lib/contract/generated';

type Settings = Pick<HandleView, 'brand' | 'mentions_need_reply' | 'disposition_required' | 'time_zone' | 'sla' | 'tint'>;

/** What a handle has otherwise, once something is set for it. */
export function set(setting: HandleSetting): Partial<Settings> {
  switch (setting.type) {
    case 'brand':
      return { brand: setting.brand?.trim() || null };
    case 'mentions_need_reply':
      return { mentions_need_reply: setting.on };
    case 'disposition_required':
      return { disposition_required: setting.on };
    case 'time_zone':
      return { time_zone: setting.time_zone };
    case 'tint':
      return { tint: setting.tint };
    case 'sla':
      return { sla: setting.sla };
  }
}

/** What of a handle's settings differs, as the core's audit trail has it: which one, and how it was before and after. */
export function changedSettings(before: Settings, after: Settings): [string, string, string][] {
  const was = words(before);
  return Object.entries(words(after)).flatMap(([action, is]) => (was[action] === is ? [] : [[action, was[action] ?? '', is]]));
}

function words({ brand, mentions_need_reply, disposition_required, time_zone, sla, tint }: Settings): Record<string, string> {
  const flag = (on: boolean) => (on ? 'on' : 'off');
  return {
    handle_brand: brand ?? 'none',
    handle_mentions: flag(mentions_need_reply),
    handle_disposition: flag(disposition_required),
    handle_time_zone: time_zone ?? 'none',
    handle_tint: tint === null ? 'none' : String(tint),
    handle_sla: sla === null ? 'off' : nameOf(sla),
  };
}

function nameOf({ first_reply, next_reply, days, from, to }: Sla): string {
  const clock = (minute: number) => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  const targets = [first_reply === null ? [] : [`first ${first_reply}`], next_reply === null ? [] : [`next ${next_reply}`]].flat();
  return [...targets, `days ${days.join(' ')}`, `${clock(from)}-${clock(to)}`].join(', ');
}
