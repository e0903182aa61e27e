import Docker from 'dockerode';

/** A container that a subject runs in, to be broken as machines break. */
export interface SubjectContainer {
  readonly name: string;
  /** Ends its processes at once (SIGKILL), and resolves when they are gone. */
  kill(): Promise<void>;
  /** Starts it again. Without effect on one that runs. */
  start(): Promise<void>;
  /** Stops its processes where they are: connections stay open and nobody answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A container could not be had, or did not do what it was told: what, why, and what to do about it. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}

/** The answer to an order that is carried out already (Docker Engine API, "already started", "already stopped"). */
const alreadySo = new Set([304, 409]);

/**
 * The container of that name on the Docker that `DOCKER_HOST` names, else on `/var/run/docker.sock`.
 * @throws ContainerError when Docker is not reached or has no such container
 */
export async function subjectContainer(name: string, docker: Docker = new Docker()): Promise<SubjectContainer> {
  const container = docker.getContainer(name);
  const told = async (order: string, carryOut: () => Promise<unknown>): Promise<void> => {
    try {
      await carryOut();
    } catch (error) {
      if (!alreadySo.has(statusOf(error)))
        throw new ContainerError(`container ${name}: ${order} failed: ${reason(error)}`);
    }
  };
  try {
    await container.inspect();
  } catch (error) {
    const remedy =
      statusOf(error) === 404
        ? `there is no container "${name}". Run "docker ps -a" for what there is.`
        : `Docker is not reached (${reason(error)}). Start it, or set DOCKER_HOST to where it listens.`;
    throw new ContainerError(remedy);
  }
  return {
    name,
    async kill() {
      const gone = container.wait({ condition: 'not-running' });
      await told('kill', () => container.kill());
      await gone;
    },
    start: () => told('start', () => container.start()),
    pause: () => told('pause', () => container.pause()),
    resume: () => told('unpause', () => container.unpause()),
  };
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0;

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message.replaceAll('\n', ' ');
};
