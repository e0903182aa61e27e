import type { Automation } from './automation.ts';

/** How the driver gets at a phone. */
export type IphoneReach =
  | { readonly via: 'tunnel'; readonly address: string }
  | { readonly via: 'url'; readonly webDriverAgentUrl: string };

/** What carries a phone's services and its WebDriverAgent. */
export interface Link {
  readonly agent: Automation;
  readonly address: string;
  readonly reach: IphoneReach;
  /** Where WebDriverAgent listens, or did last. */
  agentPort(): number;
  /** Service names to ports; undefined when there are none. */
  services(): Readonly<Record<string, number>> | undefined;
  drop(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}
