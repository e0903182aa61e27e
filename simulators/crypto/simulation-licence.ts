/** The kinds of world in which predictable keys harm nobody. */
const simulated = ['virtual', 'simulated-phones'] as const;

export type SimulatedEnvironment = (typeof simulated)[number];

/** Says that a world is simulated. Only `simulationLicence` makes one that `requireLicence` accepts. */
export interface SimulationLicence {
  readonly environment: SimulatedEnvironment;
}

/** Seeded keys were asked for where real messages could be sealed with them. */
export class NotSimulatedError extends Error {
  constructor(problem: string) {
    super(`${problem} Keys drawn from a seed can be recomputed by anyone who has the plan; use osCrypto() here.`);
    this.name = 'NotSimulatedError';
  }
}

const issued = new WeakSet<SimulationLicence>();

/**
 * The licence of a world for seeded keys. The world asks for it once, with its own environment, and hands it to what it
 * builds.
 * @throws NotSimulatedError unless every phone of the world is simulated
 */
export function simulationLicence(environment: string): SimulationLicence {
  const known = simulated.find((name) => name === environment);
  if (known === undefined) {
    throw new NotSimulatedError(`The environment "${environment}" is not one of ${simulated.join(', ')}.`);
  }
  const licence = Object.freeze({ environment: known });
  issued.add(licence);
  return licence;
}

/** @throws NotSimulatedError for an object that `simulationLicence` did not make */
export function requireLicence(licence: SimulationLicence): void {
  if (!issued.has(licence))
    throw new NotSimulatedError('The simulation licence was not issued by simulationLicence().');
}
