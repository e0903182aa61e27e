// appium ships types/manifest/index.ts as source, which skipLibCheck does not skip: tsconfig maps 'appium' to this file.
export interface AppiumServer {
  close(): Promise<void>;
}
export interface AppiumArguments {
  address?: string;
  port?: number;
  loglevel?: string;
  logFile?: string;
  logNoColors?: boolean;
  logTimestamp?: boolean;
  allowInsecure?: string[];
}
export function main(args: AppiumArguments): Promise<AppiumServer>;
