<?php

/**
 * A client of Ventanilla {{version}}: PHP 8.1 or newer, no extension beside json (and openssl for https).
 *
 *     $client = new Ventanilla\Client('http://127.0.0.1:8080');
 *     $client->login('ana@example.com', '...');
 *     $client->profileId = $client->profiles->getProfiles()['profiles'][0]['id'];
 *     foreach ($client->companies->iterateCompanies(['query' => 'cafe']) as $company) {
 *         echo $company['name'], "\n";
 *     }
 *
 * A parameter that is left out is not sent; null is sent, and clears the field that it names. An amount comes back as
 * int or float, which holds 15 digits: those of amounts below a hundred thousand million with four places. An amount
 * may be given as a text, too, and then no digit is lost on the way. An empty array is sent as []; give a stdClass for
 * an object without fields.
 *
 * The client retries calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in
 * time), and calls with an unknown outcome (`outcome_unknown`). A call that writes sends the same idempotency key with
 * each retry. A write that takes no key, because a password or a token is in it, is not retried if it may have been
 * made.
 *
 * This file is written by `ventanilla client php`. To change it, write it again.
 */

declare(strict_types=1);

namespace Ventanilla;

/** A call that failed. The message is for people. */
final class Failure extends \RuntimeException
{
    /**
     * @param string $errorCode For programs. Two codes are not the service's: `unreachable`, if nothing answered in
     *     time, and `unexpected_answer`, if something other than the service answered, such as a proxy.
     * @param list<array{path: string, rule: string, message: string}> $details The mistakes, one for each parameter.
     * @param ?string $requestId Finds the call in the service's log.
     * @param ?int $status The HTTP status, if there was an answer.
     * @param ?int $retryAfter The seconds to wait before a retry, if the service named any.
     */
    public function __construct(
        public readonly string $errorCode,
        string $message,
        public readonly array $details = [],
        public readonly ?string $requestId = null,
        public readonly ?int $status = null,
        public readonly ?int $retryAfter = null,
    ) {
        parent::__construct($message);
    }

    /** Whether the same call may succeed later. */
    public function isPassing(): bool
    {
        return $this->isRefusal()
            || \in_array($this->errorCode, ['unreachable', 'outcome_unknown'], true)
            || ($this->errorCode === 'unexpected_answer' && \in_array($this->status, [429, 502, 503, 504], true));
    }

    /** Whether the service itself says that it could not take the call, and so has done nothing of it. */
    public function isRefusal(): bool
    {
        return \in_array($this->errorCode, ['unavailable', 'rate_limited'], true);
    }
}

// {{shapes}}

// {{modules}}

/** A client for the service at an address, with the caller's token. */
final class Client
{
    /** The methods that take a profile, as a call inside a batch may name them. */
    private const OF_PROFILE = [
        // {{of_profile}}
    ];

    // {{accessors}}

    /**
     * @param ?string $token An application token; or none, to sign in with login().
     * @param int|string|null $profileId The default profile of all calls.
     * @param ?string $origin The name under which changes are recorded.
     * @param float $timeout The longest time in seconds without a byte from the service.
     * @param int $retries The most retries of a call.
     * @param float $longestWait The most seconds between two attempts: if the service asks for more, the call
     *     fails.
     */
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter] public ?string $token = null,
        public int|string|null $profileId = null,
        private readonly ?string $origin = null,
        private readonly float $timeout = 30.0,
        private readonly int $retries = 4,
        private readonly float $longestWait = 60.0,
    ) {
        // {{constructions}}
    }

    /** Signs in. The token is kept for the calls that follow; it lives for an hour. */
    public function login(string $email, #[\SensitiveParameter] string $password): void
    {
        $this->token = $this->call('Auth.Login', ['email' => $email, 'password' => $password])['token'];
    }

    /**
     * Calls a method by its name and gives its response.
     *
     * @param array<string, mixed> $parameters
     * @param bool $ofProfile Whether the client's profile is added if the parameters name none.
     * @param bool $writes Whether the method may change something.
     * @param bool $keyed Whether an idempotency key is sent, without which a write is not retried if it may have
     *     been made.
     * @throws Failure
     */
    public function call(
        string $method,
        array $parameters = [],
        bool $ofProfile = false,
        bool $writes = false,
        bool $keyed = false,
        ?string $idempotencyKey = null,
    ): mixed {
        if ($ofProfile && $this->profileId !== null) {
            $parameters += ['profile_id' => $this->profileId];
        }
        if (\in_array($method, ['Batch.Run', 'Run'], true) && \is_array($parameters['calls'] ?? null)) {
            $calls = $parameters['calls'];
            $parameters['calls'] = \array_is_list($calls) ? \array_map($this->ofProfile(...), $calls) : $this->ofProfile($calls);
        }
        $body = \json_encode(['method' => $method, 'parameters' => $parameters], \JSON_THROW_ON_ERROR | \JSON_UNESCAPED_UNICODE);
        $headers = ['Content-Type: application/json', 'Connection: close'];
        if ($this->token !== null) {
            $headers[] = "Authorization: Bearer $this->token";
        }
        if ($this->origin !== null) {
            $headers[] = "X-Origin: $this->origin";
        }
        if ($keyed) {
            $headers[] = 'Idempotency-Key: ' . ($idempotencyKey ?? \bin2hex(\random_bytes(16)));
        }
        if (\preg_grep('/[\r\n]/', $headers) !== []) {
            throw new \InvalidArgumentException('A token, origin or key has a line break in it.');
        }
        for ($attempt = 0; ; $attempt++) {
            try {
                return $this->send($body, $headers);
            } catch (Failure $failure) {
                // Half of the wait is random, so that clients that were refused together don't retry together.
                $wait = \min(0.5 * 2 ** $attempt, 30) * (0.5 + \random_int(0, 1000) / 2000);
                $wait = \max($wait, $failure->retryAfter ?? 0);
                $mayBeDone = $writes && !$keyed && !$failure->isRefusal();
                if (!$failure->isPassing() || $mayBeDone || $attempt >= $this->retries || $wait > $this->longestWait) {
                    throw $failure;
                }
                \usleep((int) ($wait * 1_000_000));
            }
        }
    }

    /** A call of a batch, with the client's profile if it takes one and names none. */
    private function ofProfile(mixed $call): mixed
    {
        if ($this->profileId === null || !\is_array($call)) {
            return $call;
        }
        $method = $call['method'] ?? null;
        $parameters = $call['parameters'] ?? [];
        if (!\is_string($method) || !\in_array(\trim($method), self::OF_PROFILE, true) || !\is_array($parameters)) {
            return $call;
        }
        // Parameters that are one reference to an earlier reply have their profile from there.
        if (\array_key_exists('profile_id', $parameters) || \array_keys($parameters) === ['$ref']) {
            return $call;
        }
        return ['parameters' => $parameters + ['profile_id' => $this->profileId]] + $call;
    }

    /**
     * One attempt.
     *
     * @param list<string> $headers
     */
    private function send(string $body, array $headers): mixed
    {
        $context = \stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $headers,
            'content' => $body,
            'protocol_version' => 1.1,
            'timeout' => $this->timeout,
            'ignore_errors' => true, // the body of a failure is wanted, too
            'follow_location' => 0, // the token goes to the named service and nowhere else
        ]]);
        $stream = @\fopen(\rtrim($this->url, '/') . '/api', 'r', false, $context);
        if ($stream === false) {
            throw new Failure('unreachable', "$this->url does not answer: " . (\error_get_last()['message'] ?? ''));
        }
        $text = @\stream_get_contents($stream);
        $about = \stream_get_meta_data($stream);
        \fclose($stream);
        $status = 0;
        $received = [];
        foreach ($about['wrapper_data'] as $line) {
            [$name, $value] = \explode(':', $line, 2) + [1 => ''];
            if (\preg_match('~^HTTP/\S+ (\d+)~', $line, $found) === 1) {
                $status = (int) $found[1];
            } else {
                $received[\strtolower($name)] = \trim($value);
            }
        }
        if ($text === false || $about['timed_out'] || \strlen($text) < (int) ($received['content-length'] ?? 0)) {
            throw new Failure('unreachable', "$this->url stopped in the middle of its answer");
        }
        $wait = $received['retry-after'] ?? '';
        $retryAfter = \ctype_digit($wait) ? (int) $wait : null;
        $reply = \json_decode($text, true, 512, \JSON_BIGINT_AS_STRING);
        if (!\is_array($reply) || !isset($reply['success'])) {
            $message = "what answers at $this->url with HTTP status $status is not Ventanilla";
            throw new Failure('unexpected_answer', $message, [], $received['x-request-id'] ?? null, $status, $retryAfter);
        }
        $response = $reply['response'];
        if (!$reply['success']) {
            ['code' => $code, 'details' => $details, 'request_id' => $requestId] = $response;
            throw new Failure($code, $reply['error'], $details, $requestId, $status, $retryAfter);
        }
        return $response;
    }
}
