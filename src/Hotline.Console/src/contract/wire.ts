// Written by ops/contract from docs/api/wire.json. Change src/Hotline.Contract.

/** Every word of each set, in the order of the contract. */
export const words = {
    AddresseeRole: [
        "action", "info",
    ],
    Awaited: [
        "take-delivery", "acknowledge", "respond", "reach",
    ],
    BasisKind: [
        "regime", "operator-default",
    ],
    Carrier: [
        "signalr", "mqtt", "mail", "http", "bridge",
    ],
    EscalationStep: [
        "remind", "mail", "deputy", "diplomatic", "coordinator",
    ],
    ExchangeState: [
        "open", "withdrawn", "closed",
    ],
    Figures: [
        "own", "all",
    ],
    Kind: [
        "incident-notification", "request-for-information", "request-for-assistance", "request-for-mitigation",
        "request-for-consultation", "vulnerability-report", "declaration", "communication-check", "acknowledgement",
        "response", "withdrawal", "closure",
    ],
    NoticeState: [
        "owed", "sent", "returned", "dead", "unneeded",
    ],
    OpenAct: [
        "acknowledge", "respond", "withdraw", "close",
    ],
    PocRole: [
        "duty-officer", "deputy", "diplomatic", "notifier", "administrator", "coordinator",
    ],
    Precedence: [
        "flash", "immediate", "priority", "routine",
    ],
    ReportGroup: [
        "participant", "regime", "kind", "precedence", "carrier", "month",
    ],
    Rung: [
        "accepted", "carried", "delivered", "displayed", "acknowledged", "answered",
    ],
    Status: [
        "actual", "exercise", "test",
    ],
    Timeliness: [
        "met", "late", "lapsed", "open", "ended",
    ],
    Tlp: [
        "red", "amber+strict", "amber", "green", "clear",
    ],
    Turn: [
        "ours", "theirs", "nobody",
    ],
    Window: [
        "delivery", "acknowledgement", "response",
    ],
    WindowRevision: [
        "extended", "paused", "outage",
    ],
    WindowState: [
        "open", "met", "lapsed", "ended",
    ],
} as const;

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A message opened an exchange: it is on disk and its windows run. */
        Accepted: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "accepted";
            /** @description The message. */
            opening: components["schemas"]["MessageHeader"];
            /** @description The rules it runs under, and the text of them that was in force. */
            regime: components["schemas"]["RegimeRef"];
            /** @description The participant that watches its times; null when the regime names none. */
            coordinator?: string;
            /** @description Actual, exercise or test. */
            status: components["schemas"]["Status"];
            /** @description How it may be shared. */
            tlp: components["schemas"]["Tlp"];
            /** @description How it came. */
            carrier: components["schemas"]["Carrier"];
            /** @description What is asked of each addressee, action before info. */
            asked: components["schemas"]["Asked"][];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description An addressee acknowledged: the message was received. It does not mean agreement. */
        Acknowledged: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "acknowledged";
            /**
             * Format: date-time
             * @description When it says an answer can be expected; null when it does not.
             */
            expectBy?: string;
            /** @description True when the acknowledgement window had lapsed. */
            late: boolean;
            /** @description The signed message. */
            reply: components["schemas"]["MessageHeader"];
            /** @description How it came. */
            carrier: components["schemas"]["Carrier"];
            /**
             * @description Set when the exchange had been withdrawn or closed before: the act counts as record only.
             */
            after: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description A signed reply on record. */
        ActView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            message: string;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /** @description Who sent it. */
            from: string;
            /** @description The point of contact that signed. */
            sender: string;
            /**
             * Format: date-time
             * @description The hub's time of acceptance.
             */
            at: string;
            /** @description Its entry. */
            position: number;
            /** @description True when its window had lapsed. */
            late: boolean;
            /**
             * Format: date-time
             * @description Of an acknowledgement: when it says an answer can be expected.
             */
            expectBy?: string;
        };
        /**
         * @description What an addressee is asked for.
         *     - action: To act: every window of the kind applies.
         *     - info: To know: only the delivery window applies.
         * @enum {string}
         */
        AddresseeRole: "action" | "info";
        /** @description How an exchange stands for one addressee. */
        AddresseeView: {
            /** @description Which. */
            participant: string;
            /** @description Action or info. */
            role: components["schemas"]["AddresseeRole"];
            /** @description The highest rung reached. */
            rung: components["schemas"]["Rung"];
            /** @description Every rung reached, lowest first. */
            rungs: components["schemas"]["RungView"][];
            /** @description Its windows. */
            windows: components["schemas"]["WindowView"][];
            /** @description The escalation ladder: taken steps and those to come. */
            steps: components["schemas"]["StepView"][];
            /** @description Who was told on its account, and how. */
            notices: components["schemas"]["NoticeView"][];
            /**
             * Format: date-time
             * @description When it said an answer can be expected.
             */
            expectBy?: string;
        };
        /** @description An addressee answered. */
        Answered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "answered";
            /** @description True when the response window had lapsed. */
            late: boolean;
            /** @description The signed message. */
            reply: components["schemas"]["MessageHeader"];
            /** @description How it came. */
            carrier: components["schemas"]["Carrier"];
            /**
             * @description Set when the exchange had been withdrawn or closed before: the act counts as record only.
             */
            after: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description What is asked of one addressee. */
        Asked: {
            /** @description Whom. */
            participant: string;
            /** @description Action or info. */
            role: components["schemas"]["AddresseeRole"];
            /** @description The windows that are open from the beginning. */
            windows: components["schemas"]["WindowTerms"][];
            /** @description The escalation ladder, by time. */
            plan: components["schemas"]["PlannedStep"][];
            /** @description Digest of the calendar by which its duty time is counted; null when time simply runs. */
            calendar?: string;
        };
        /**
         * @description Something that is awaited of somebody in an exchange.
         *     - take-delivery: Its program is to confirm that it has the message.
         *     - acknowledge: A point of contact is to acknowledge it.
         *     - respond: A point of contact is to answer it.
         *     - reach: The coordinator is to reach a silent addressee by other means.
         * @enum {string}
         */
        Awaited: "take-delivery" | "acknowledge" | "respond" | "reach";
        /** @description Something that is awaited of somebody. */
        AwaitedView: {
            /** @description Of whom. */
            of: string;
            /** @description What. */
            what: components["schemas"]["Awaited"];
            /**
             * @description The addressee whose window it concerns: the same as of, or who is silent when a coordinator
             * is to reach somebody.
             */
            about: string;
            /** @description The window. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it ends or ended.
             */
            due: string;
            /** @description True when it ended unmet; the act still counts, as late. */
            lapsed: boolean;
        };
        /** @description Where a number comes from. */
        Basis: {
            /** @description Who set it. */
            kind: components["schemas"]["BasisKind"];
            /** @description Of regime: the place in its text. Of operator-default: what it is modelled on. */
            source: string;
        };
        /**
         * @description Where the number of a window comes from.
         *     - regime: The regime itself sets it; its source says where.
         *     - operator-default: The operator chose it; its source says what it is modelled on.
         * @enum {string}
         */
        BasisKind: "regime" | "operator-default";
        /** @description How the hub's way to a broker of somebody else's stands. */
        BridgeView: {
            /** @description What the operator calls it. */
            name: string;
            /** @description Whose messages cross it. */
            participants: string[];
            /** @description True while the hub is connected there. */
            connected: boolean;
            /**
             * Format: date-time
             * @description Since when that is so.
             */
            since: string;
            /** @description What is wrong, in English; null when nothing is. */
            trouble?: string;
            /**
             * Format: date-time
             * @description When the message that the hub sends itself there last came back; null when never since the
             * hub started.
             */
            canaryBack?: string;
        };
        /**
         * @description What the hub publishes on a broker of others about something that was published there: what a
         * reason code says at its own endpoint, a broker in between cannot carry. The same bytes published again get
         * the same answer again.
         */
        BrokerAnswer: {
            /** @description The topic's last level: submit or confirm. */
            about: string;
            /**
             * @description SHA-256, base64url: of an envelope or signed confirmation over header.payload, of anything
             * else over the published bytes.
             */
            digest: string;
            /**
             * Format: uuid
             * @description The message that they are or name; null where they could not be read so far.
             */
            message?: string;
            /** @description Of an envelope that is on record; null for everything else. */
            receipt?: components["schemas"]["Receipt"];
            /** @description Why nothing was recorded; null when it is on record. */
            refusal?: components["schemas"]["RefusalView"];
        };
        /**
         * @description A live carrier handed the opening message over to one addressee's program, or to a broker that
         * keeps it for those programs.
         */
        Carried: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "carried";
            /** @description Whom. */
            addressee: string;
            /** @description By which carrier. */
            carrier: components["schemas"]["Carrier"];
            /**
             * @description Which point of contact there; of a bridge, the bridge's name: who reads there, only the
             * broker knows.
             */
            poc: string;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description A way in or out.
         *     - signalr: The SignalR hub.
         *     - mqtt: The hub's own MQTT endpoint.
         *     - mail: E-mail.
         *     - http: The HTTP API.
         *     - bridge: A broker of somebody else's, at which the hub is a client.
         * @enum {string}
         */
        Carrier: "signalr" | "mqtt" | "mail" | "http" | "bridge";
        /** @description The head of the journal's tree, as the hub signs it. */
        Checkpoint: {
            /** @description The hub's id: thumbprint of its key. */
            hub: string;
            /** @description How many entries the tree has. */
            size: number;
            /** @description Root hash, base64url. */
            root: string;
            /**
             * Format: date-time
             * @description The hub's time.
             */
            at: string;
            /**
             * Format: date-time
             * @description Which of the journal's lives, after a part of it was lost; null, and left out, in its first.
             * Trees of one epoch grow one out of the other; trees of two epochs need not, and a position in the one is
             * not that in the other.
             */
            epoch?: string;
        };
        /** @description The opening side needs nothing more; windows still open end. */
        Closed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "closed";
            /** @description The signed message. */
            reply: components["schemas"]["MessageHeader"];
            /** @description How it came. */
            carrier: components["schemas"]["Carrier"];
            /**
             * @description Set when the exchange had been withdrawn or closed before: the act counts as record only.
             */
            after: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description A program's word that a message reached it. */
        Confirmation: {
            /**
             * Format: uuid
             * @description The message that opened the exchange.
             */
            message: string;
            /** @description delivered: verified and stored. displayed: shown on a screen. Nothing else. */
            rung: components["schemas"]["Rung"];
        };
        /** @description An exchange that cannot be told. */
        DamagedExchange: {
            /** @description Its first damaged entry. */
            position: number;
            /**
             * Format: uuid
             * @description Which; null when the entry that opened it is damaged, and so nobody knows.
             */
            exchange?: string;
        };
        /** @description The addressee's program says it has verified and stored the opening envelope. */
        Delivered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "delivered";
            /** @description Whose program. */
            addressee: string;
            /** @description Which point of contact's. */
            poc: string;
            /** @description How it said so. */
            carrier: components["schemas"]["Carrier"];
            /** @description True when the delivery window had lapsed. */
            late: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description Whether a point of contact is there. */
        DeskPoc: {
            /** @description Its id within the participant. */
            id: string;
            /** @description What it is for. */
            role: components["schemas"]["PocRole"];
            /** @description What people call it. */
            title: string;
            /** @description True while any of its keys holds a connection. */
            connected: boolean;
            /** @description By which carriers. */
            carriers: components["schemas"]["Carrier"][];
            /**
             * Format: date-time
             * @description Since when it has been connected, or when it was last seen connected; null when never since
             * the hub started.
             */
            since?: string;
        };
        /** @description A participant's points of contact, there or not. */
        DeskView: {
            /** @description The participant. */
            participant: string;
            /** @description Its name. */
            name: string;
            /** @description Its points of contact. */
            pocs: components["schemas"]["DeskPoc"][];
        };
        /** @description Who is there and who is not. */
        DesksView: {
            /** @description By participant. */
            desks: components["schemas"]["DeskView"][];
            /**
             * Format: date-time
             * @description The hub's time of this view.
             */
            hubTime: string;
            /** @description The ways to brokers of others, mostly none. */
            bridges: components["schemas"]["BridgeView"][];
        };
        /** @description The directory as others see it: no mail addresses. */
        DirectoryView: {
            /** @description By code. */
            participants: components["schemas"]["ParticipantView"][];
            /** @description Keys that have left, in the order in which they did: old messages are checked with them. */
            former: components["schemas"]["FormerKeyView"][];
        };
        /** @description The addressee's program says the opening message was shown on a screen. */
        Displayed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "displayed";
            /** @description Whose program. */
            addressee: string;
            /** @description Which point of contact's. */
            poc: string;
            /** @description How it said so. */
            carrier: components["schemas"]["Carrier"];
            /** @description True when the delivery window had lapsed. */
            late: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description One line of the journal: a fact with its place and the hub's time. Its UTF-8 JSON, exactly as
         * first written, is a leaf of the Merkle tree; whoever wants to check it hashes those bytes and never a
         * re-serialisation.
         */
        Entry: {
            /** @description Place in the journal: 1, 2, 3 … without gaps, in commit order. */
            position: number;
            /**
             * Format: date-time
             * @description The hub's time of the decision. Order is by position; the wall clock may have been set back
             * in between.
             */
            at: string;
            /** @description Position of the entry before it in its stream; null for the first. */
            previous?: number;
            /**
             * @description Position of the directory by which it was decided; null while the directory is a file beside
             * the journal.
             */
            directory?: number;
            /** @description What happened. */
            fact: components["schemas"]["Fact"];
        };
        /**
         * @description A step of the escalation ladder was taken for a silent addressee. What it orders follows in
         * entries of their own.
         */
        Escalated: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "escalated";
            /** @description Who is silent. */
            addressee: string;
            /** @description What was done. */
            step: components["schemas"]["EscalationStep"];
            /** @description The window it concerns. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it was due; equal to the time of the entry when a notice that came back brought it
             * forward.
             */
            due: string;
            /** @description The participant told: the addressee itself, or the coordinator. */
            told: string;
            /** @description Set when the hub was down at due. */
            outage?: components["schemas"]["Outage"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description What is done when an addressee stays silent.
         *     - remind: The addressee's consoles are told again.
         *     - mail: The envelope goes to the duty officer by mail.
         *     - deputy: The deputy is told, by console and mail.
         *     - diplomatic: The diplomatic point of contact is told, by console and mail.
         *     - coordinator: The coordinator is told that the addressee is silent; never what the message says.
         * @enum {string}
         */
        EscalationStep: "remind" | "mail" | "deputy" | "diplomatic" | "coordinator";
        /** @description A list of exchanges. */
        ExchangeList: {
            /** @description Newest first. */
            exchanges: components["schemas"]["ExchangeView"][];
            /**
             * Format: date-time
             * @description The hub's time.
             */
            hubTime: string;
            /**
             * @description Where to go on, as before: there may be more, also after a page that holds fewer than were
             * asked for, or none; null when this is the end.
             */
            next?: number;
            damaged?: number[];
        };
        /**
         * @description Whether an exchange goes on.
         *     - open: It goes on.
         *     - withdrawn: The opening side took its message back.
         *     - closed: The opening side needs nothing more.
         * @enum {string}
         */
        ExchangeState: "open" | "withdrawn" | "closed";
        /** @description An exchange as one reader may see it. */
        ExchangeView: {
            /**
             * Format: uuid
             * @description Its id: that of the message that opened it.
             */
            id: string;
            /** @description Its rules. */
            regime: string;
            /** @description What it is about. */
            kind: components["schemas"]["Kind"];
            /** @description Speed of service. */
            precedence: components["schemas"]["Precedence"];
            /** @description Actual, exercise or test. */
            status: components["schemas"]["Status"];
            /** @description How it may be shared. */
            tlp: components["schemas"]["Tlp"];
            /** @description Who opened it. */
            from: string;
            /** @description The point of contact that signed. */
            sender: string;
            /** @description Whether it goes on. */
            state: components["schemas"]["ExchangeState"];
            /**
             * Format: date-time
             * @description The sender's claim of when it was made.
             */
            created: string;
            /**
             * Format: date-time
             * @description The hub's time of acceptance.
             */
            acceptedAt: string;
            /** @description The entry that opened it. */
            position: number;
            /**
             * @description How it stands for each; an addressee sees only itself, the opening side and the coordinator
             * see all.
             */
            addressees: components["schemas"]["AddresseeView"][];
            /** @description Every signed reply that the reader may know of. */
            acts: components["schemas"]["ActView"][];
            /** @description Whose turn it is, for the reader. */
            turn: components["schemas"]["Turn"];
            /**
             * @description What is awaited of whom, as far as the reader may know: his own turn first, then by time.
             */
            awaits: components["schemas"]["AwaitedView"][];
            /** @description What the reader may do now, each act once; one that is not open says why. */
            may: components["schemas"]["MayView"][];
            /**
             * Format: date-time
             * @description The hub's time of this view: the one by which "due in" is counted.
             */
            hubTime: string;
            /** @description The opening envelope; null in lists and for coordinators. */
            envelope?: string;
        };
        /** @description A seat that the person at the exercise's machine may take. */
        ExerciseSeat: {
            /** @description The participant. */
            participant: string;
            /** @description Its name. */
            name: string;
            /** @description The point of contact. */
            poc: string;
            /** @description What it is for. */
            role: components["schemas"]["PocRole"];
            /** @description What people call it. */
            title: string;
        };
        /** @description Whether seats may be taken here without anybody's approval. */
        ExerciseView: {
            /**
             * @description True in an exercise on one machine only, for whoever came by the link that the hub printed.
             */
            open: boolean;
            /** @description The seats; none while it is not open. */
            seats: components["schemas"]["ExerciseSeat"][];
            /** @description True when there are seats to take for whoever comes by that link. */
            byLink: boolean;
        };
        /**
         * @description One thing that happened, as the journal remembers it. Facts hold who, to whom, which kind and
         * when, and digests; never a subject and never content, so that a coordinator may read them.
         */
        Fact:
            | components["schemas"]["Accepted"]
            | components["schemas"]["Carried"]
            | components["schemas"]["Delivered"]
            | components["schemas"]["Displayed"]
            | components["schemas"]["Acknowledged"]
            | components["schemas"]["Answered"]
            | components["schemas"]["Withdrawn"]
            | components["schemas"]["Closed"]
            | components["schemas"]["WindowOpened"]
            | components["schemas"]["WindowRevised"]
            | components["schemas"]["Lapsed"]
            | components["schemas"]["Escalated"]
            | components["schemas"]["NoticeOrdered"]
            | components["schemas"]["ReplyNoticeOrdered"]
            | components["schemas"]["NoticeSent"]
            | components["schemas"]["NoticeDeferred"]
            | components["schemas"]["NoticeDead"]
            | components["schemas"]["NoticeReturned"]
            | components["schemas"]["RegimeAdopted"]
            | components["schemas"]["KeyAdmitted"]
            | components["schemas"]["KeyRemoved"]
            | components["schemas"]["HubStarted"]
            | components["schemas"]["HubStopped"]
            | components["schemas"]["JournalRecovered"];
        /**
         * @description One line of a reader's feed: an entry that concerns it and, where the reader may have it, the
         * envelope.
         */
        FeedItem: {
            /** @description Position, time and fact. */
            entry: components["schemas"]["Entry"];
            /**
             * @description Compact JWS of the message that the fact records; null for other facts and for coordinators.
             */
            envelope?: string;
        };
        /** @description A run of feed items, in order. */
        FeedPage: {
            /** @description The items; may be empty. */
            items: components["schemas"]["FeedItem"][];
            /** @description The position read up to: the next page is asked for after this one. */
            cursor: number;
            /** @description The journal's last position when the page was read. */
            head: number;
            /**
             * Format: date-time
             * @description In which epoch of the journal; null in its first. A cursor of another epoch says nothing:
             * Epochs.
             */
            epoch?: string;
            damaged?: number[];
            ahead?: boolean;
        };
        /**
         * @description Whose response times somebody reads.
         *     - own: Its own, as addressee. What a regime grants when its file says nothing; its coordinator reads all.
         *     - all: Every participant's. An operator's choice, written into the regime file.
         * @enum {string}
         */
        Figures: "own" | "all";
        /**
         * @description A key that speaks no more for a point of contact. What the hub accepted from it before it left
         * stays signed by it; nothing that it signs now is accepted.
         */
        FormerKeyView: {
            /** @description The participant. */
            participant: string;
            /** @description The point of contact there, which may have left as well. */
            poc: string;
            /** @description What it was for when the key was admitted. */
            role: components["schemas"]["PocRole"];
            /** @description What people called it then. */
            title: string;
            /** @description The public key. */
            key: components["schemas"]["Jwk"];
            /**
             * Format: date-time
             * @description When it was admitted.
             */
            since: string;
            /** @description The journal entry that says so. */
            sincePosition: number;
            /**
             * Format: date-time
             * @description When it left.
             */
            until: string;
            /** @description The journal entry that says so: nothing after it was accepted from this key. */
            untilPosition: number;
        };
        /** @description A hub began to run. */
        HubStarted: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hub-started";
            /** @description Of the program. */
            version: string;
            /** @description How long no hub had run; null on the first start. */
            outage?: components["schemas"]["Outage"];
            /** @description True when it had been stopped in order. */
            clean: boolean;
            /** @description Its id: thumbprint of its key. */
            hub: string;
        };
        /** @description A hub is being stopped in order. */
        HubStopped: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hub-stopped";
            /** @description Why, in a word. */
            reason: string;
            /** @description Its id: thumbprint of its key. */
            hub: string;
        };
        /** @description Who a hub is. */
        HubView: {
            /** @description Thumbprint of its key; the audience of tokens. */
            id: string;
            /** @description Its public key. */
            key: components["schemas"]["Jwk"];
            /** @description Of the program. */
            version: string;
            /**
             * Format: date-time
             * @description The hub's time.
             */
            time: string;
            /** @description The journal's last position. */
            head: number;
            /** @description How often the store has made something durable since the hub started. */
            syncs: number;
            /**
             * @description True when all that this hub keeps is an exercise: it takes nothing of status actual. Where
             * it is false nothing may go out as an exercise, or under its rules, unless somebody says so.
             */
            exercise: boolean;
            /**
             * Format: date-time
             * @description The journal's epoch; null in its first.
             */
            epoch?: string;
            /** @description How the journal's later epochs began, in order; null when there is none. */
            recoveries?: components["schemas"]["Recovery"][];
        };
        /**
         * @description The journal goes on after a part of it was lost, or may have been, by somebody's decision. With
         * this entry an epoch begins: positions after kept may have been given out before, in an earlier epoch, for
         * other entries.
         */
        JournalRecovered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "journal-recovered";
            /**
             * Format: date-time
             * @description The epoch that begins: a time, later than every earlier one. Checkpoints of it name it.
             */
            epoch: string;
            /**
             * @description Up to here the journal is as it was known; 0 when nobody knows how far. Readers who were
             * further read again from here.
             */
            kept: number;
            /** @description The last position that is known to have been given out before; null when nobody knows. */
            lost?: number;
            /**
             * Format: date-time
             * @description When the last entry that is left was recorded; null when none is left.
             */
            from?: string;
            /**
             * Format: date-time
             * @description Until when entries may be missing.
             */
            until: string;
            /** @description Who decided. */
            by: string;
            /** @description Why, in that person's words. */
            reason: string;
            /** @description The participants that read it: all there are. */
            told: string[];
            /** @description Its id: thumbprint of its key. */
            hub: string;
        };
        /** @description A JSON Web Key (RFC 7517) of the one sort that we use: EC, P-256. Printing it never shows d. */
        Jwk: {
            /** @description Always EC. */
            kty: string;
            /** @description Always P-256. */
            crv: string;
            /** @description Coordinate, 32 bytes base64url. */
            x: string;
            /** @description Coordinate, 32 bytes base64url. */
            y: string;
            /** @description The private part, 32 bytes base64url; null in a public key. */
            d?: string;
            /** @description Optional: the thumbprint, for readers; it is recomputed, never trusted. */
            kid?: string;
        };
        /**
         * @description A key speaks for a point of contact from this entry on. What it signs is accepted only after it,
         * so whoever has the journal has every key that its messages are checked with.
         */
        KeyAdmitted: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "key-admitted";
            /** @description The point of contact there. */
            poc: string;
            /** @description What the point of contact is for, as of now. */
            role: components["schemas"]["PocRole"];
            /** @description What people call it, as of now. */
            title: string;
            /** @description The public key. */
            key: components["schemas"]["Jwk"];
            /** @description Whose. */
            participant: string;
        };
        /** @description An administrator's word that a claim is right. */
        KeyApproval: {
            /** @description As the person who claims reads it from the screen; hyphens and case do not count. */
            fingerprint: string;
        };
        /**
         * @description A key speaks for a point of contact no more. What was accepted before this entry stays signed by
         * it.
         */
        KeyRemoved: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "key-removed";
            /** @description The point of contact there. */
            poc: string;
            /** @description The key's thumbprint. */
            key: string;
            /** @description Whose. */
            participant: string;
        };
        /** @description A claim that waits for an administrator of the participant. */
        KeyRequest: {
            /** @description The key's name for people, see Fingerprint. */
            fingerprint: string;
            /** @description The participant. */
            participant: string;
            /** @description The point of contact there. */
            poc: string;
            /** @description The public key. */
            key: components["schemas"]["Jwk"];
            /**
             * Format: date-time
             * @description When the hub received it.
             */
            received: string;
            /**
             * Format: date-time
             * @description When the hub forgets it.
             */
            expires: string;
        };
        /** @description The claims that wait at one participant. */
        KeyRequestList: {
            /** @description The earliest first. */
            requests: components["schemas"]["KeyRequest"][];
        };
        /**
         * @description What a message is for. The first eight open an exchange, the last four belong to one.
         *     - incident-notification: An incident that concerns the addressee, told by whoever saw it.
         *     - request-for-information: Asks for information.
         *     - request-for-assistance: Asks for help (A/70/174 ¶13 h).
         *     - request-for-mitigation: Asks to mitigate activity that appears to emanate from the addressee's
         *       territory; attributes nothing.
         *     - request-for-consultation: Asks for a consultation (OSCE CBM 3).
         *     - vulnerability-report: A vulnerability, disclosed responsibly (A/70/174 ¶13 j).
         *     - declaration: A commitment or statement of doctrine, made to all addressees. Needs no acknowledgement.
         *     - communication-check: Tests a point of contact: acknowledged, never answered.
         *     - acknowledgement: The message was received. It does not mean agreement with its content.
         *     - response: The answer to the message that opened the exchange.
         *     - withdrawal: The opening side takes its message back; what happened stays on record.
         *     - closure: The opening side needs nothing more.
         * @enum {string}
         */
        Kind:
            | "incident-notification"
            | "request-for-information"
            | "request-for-assistance"
            | "request-for-mitigation"
            | "request-for-consultation"
            | "vulnerability-report"
            | "declaration"
            | "communication-check"
            | "acknowledgement"
            | "response"
            | "withdrawal"
            | "closure";
        /** @description A window ended unmet. A fact, not an error. */
        Lapsed: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "lapsed";
            /** @description Whose. */
            addressee: string;
            /** @description Which. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it ended; the entry's own time says when that was noticed.
             */
            due: string;
            /** @description Set when the hub was down at due. */
            outage?: components["schemas"]["Outage"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description Exchanges of the period that a report does not count: an entry of each is damaged in the hub's
         * journal, and it cannot be told without.
         */
        LeftOut: {
            /**
             * @description How many. Of one whose opening entry is damaged nobody knows whether it was asked for: it is
             * among them.
             */
            exchanges: number;
            /** @description The newest of them, at most 1,000; those of others are counted and do not stand here. */
            known: components["schemas"]["DamagedExchange"][];
        };
        /** @description Whether an act is open to the reader. */
        MayView: {
            /** @description Which. */
            act: components["schemas"]["OpenAct"];
            /** @description True when he may do it now and it says something new. */
            open: boolean;
            /** @description Of one that is not open: the number of the refusal that it would meet. */
            number?: number;
            /** @description Of one that is not open: why, in a sentence. */
            why?: string;
        };
        /** @description Who a key speaks for. */
        Me: {
            /** @description The participant, such as XA. */
            participant: string;
            /** @description Its name. */
            name: string;
            /** @description The point of contact there, such as officer. */
            poc: string;
            /** @description What it is for. */
            role: components["schemas"]["PocRole"];
            /** @description What people call it. */
            title: string;
            /** @description BCP 47 tags, preferred first. */
            languages: string[];
            /** @description The regimes that this participant coordinates; mostly none. */
            watches: string[];
        };
        /** @description What the journal says of a signed message: everything but subject and content. */
        MessageHeader: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The participant that sent it. */
            from: string;
            /** @description The point of contact there. */
            sender: string;
            /** @description Thumbprint of the key that signed it. */
            key: string;
            /** @description Action addressees. */
            to: string[];
            /** @description Information addressees. */
            cc: string[];
            /** @description What it is for. */
            kind: components["schemas"]["Kind"];
            /** @description Its speed of service. */
            precedence: components["schemas"]["Precedence"];
            /**
             * Format: date-time
             * @description The sender's claim of when it was made.
             */
            created: string;
            /**
             * @description SHA-256 of what is signed, header.payload, base64url: the same under any valid signature.
             */
            digest: string;
            /** @description Length of its envelope in bytes; null in entries of before this was written down. */
            size?: number;
        };
        /** @description A notice will not be tried again: a dead letter, and an alarm for the operator. */
        NoticeDead: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice-dead";
            /** @description How often it was tried. */
            attempt: number;
            /** @description What was said last, without addresses; at most 200 characters. */
            reason: string;
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description Nobody took a notice this time; it is owed again later. */
        NoticeDeferred: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice-deferred";
            /** @description How often it has been tried, from 1. */
            attempt: number;
            /** @description What was said last, without addresses; at most 200 characters. */
            reason: string;
            /**
             * Format: date-time
             * @description When it is tried again.
             */
            retryAt: string;
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description Which notice: somebody is told, by some means, of one message. There is only one of each at a
         * time.
         */
        NoticeKey: {
            /** @description By what: Mail, or another name that a sender answers to. */
            means: string;
            /**
             * @description The addressee on whose account somebody is told: who is silent, or to whose part of the
             * exchange the reply belongs.
             */
            addressee: string;
            /** @description The participant told: the addressee, the opening side or the coordinator. */
            told: string;
            /** @description The point of contact there. */
            poc: string;
            /**
             * Format: uuid
             * @description The message that is told of: the opening one, or a reply.
             */
            message: string;
        };
        /** @description Somebody is to be told of the opening message, because an addressee is silent. */
        NoticeOrdered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice-ordered";
            /** @description The step that orders it. */
            step: components["schemas"]["EscalationStep"];
            /** @description For silence in which window. */
            window: components["schemas"]["Window"];
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description A notice that a relay had taken came back undeliverable. One about the opening message moves the
         * ladder on; it acknowledges nothing.
         */
        NoticeReturned: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice-returned";
            /** @description The code of the report, such as the enhanced status 5.1.1 of a mail. */
            code: string;
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description A relay took a notice. Nobody need have read it. */
        NoticeSent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice-sent";
            /** @description Who took it, by its name in the settings. */
            relay: string;
            /** @description Set when that carried the opening message to the addressee itself: by which carrier. */
            carried?: components["schemas"]["Carrier"];
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description What became of a notice.
         *     - owed: Not yet taken by a relay; it is tried when it is due.
         *     - sent: A relay took it. Nobody need have read it.
         *     - returned: A relay took it, and it came back.
         *     - dead: It will not be tried again: a dead letter.
         *     - unneeded: It was not sent, and is not any more: what it would have told of was done, or the exchange
         *       has ended.
         * @enum {string}
         */
        NoticeState: "owed" | "sent" | "returned" | "dead" | "unneeded";
        /** @description A notice that was or is owed. */
        NoticeView: {
            /** @description By what somebody is told, such as mail. */
            means: string;
            /** @description Participant and point of contact, XC/officer. */
            to: string;
            /** @description What became of it. */
            state: components["schemas"]["NoticeState"];
            /**
             * Format: date-time
             * @description When it got there.
             */
            at: string;
            /**
             * Format: date-time
             * @description Of one that is owed: when it is tried next.
             */
            due?: string;
            /** @description How often it was tried without success. */
            attempts: number;
            /** @description The last failure. */
            reason?: string;
            /**
             * Format: uuid
             * @description The reply that it tells of; null when it tells of the opening message.
             */
            reply?: string;
        };
        /**
         * @description What a point of contact can do in an exchange that is there.
         *     - acknowledge: Sign that the message was received.
         *     - respond: Sign an answer.
         *     - withdraw: Take the message back.
         *     - close: Say that nothing more is needed.
         * @enum {string}
         */
        OpenAct: "acknowledge" | "respond" | "withdraw" | "close";
        /** @description A time in which the hub was not running, as far as it can know. */
        Outage: {
            /**
             * Format: date-time
             * @description The last moment it was known to be alive.
             */
            from: string;
            /**
             * Format: date-time
             * @description When it was back.
             */
            to: string;
        };
        /** @description A participant as others see it. */
        ParticipantView: {
            /** @description Its code. */
            code: string;
            /** @description Its name. */
            name: string;
            /** @description Its points of contact. */
            pocs: components["schemas"]["PocView"][];
        };
        /** @description What would be expected of an addressee, and done in its silence. */
        PlanAddressee: {
            /** @description Which. */
            participant: string;
            /** @description Its name. */
            name: string;
            /** @description Action or info. */
            role: components["schemas"]["AddresseeRole"];
            /** @description The windows that would open. */
            windows: components["schemas"]["PlanWindow"][];
            /** @description The ladder, in order. */
            steps: components["schemas"]["PlanStep"][];
        };
        /** @description A notice that would be ordered. */
        PlanNotice: {
            /** @description By what, such as mail. */
            means: string;
            /** @description The point of contact. */
            poc: string;
        };
        /**
         * @description What a plan depends on: the header of a draft. What it leaves out is filled in as in a draft.
         */
        PlanQuestion: {
            /** @description Action addressees. */
            to: string[];
            /** @description The rules. */
            regime: string;
            /** @description What the message would be for; one that opens an exchange. */
            kind: components["schemas"]["Kind"];
            /** @description Information addressees; null for none. */
            cc?: string[];
            /** @description Speed of service; null for routine. */
            precedence?: components["schemas"]["Precedence"];
            /** @description Null for exercise under the regime of that name, else actual. */
            status?: components["schemas"]["Status"];
        };
        /** @description A step that would be taken if the addressee stayed silent. */
        PlanStep: {
            /** @description What would be done. */
            step: components["schemas"]["EscalationStep"];
            /** @description For silence in which window. */
            window: components["schemas"]["Window"];
            /** @description How long after acceptance. */
            seconds: number;
            /**
             * @description The participant that would be told: the addressee itself, the coordinator, or the sender
             * where the regime has none.
             */
            told: string;
            /** @description Points of contact of told that would be told, and by what. */
            notices: components["schemas"]["PlanNotice"][];
        };
        /**
         * @description What would follow from a message if it were accepted now and nobody acted. Nothing is recorded.
         */
        PlanView: {
            /** @description Its rules. */
            regime: string;
            /** @description What people call them. */
            title: string;
            /** @description What must be said wherever their windows are shown. */
            note: string;
            /** @description Action before info. */
            addressees: components["schemas"]["PlanAddressee"][];
            /** @description Where the ladder comes from. */
            escalationBasis: components["schemas"]["Basis"];
        };
        /** @description A window that would open. */
        PlanWindow: {
            /** @description Which. */
            window: components["schemas"]["Window"];
            /** @description How long after acceptance it would end. */
            seconds: number;
            /** @description Where the number comes from. */
            basis: components["schemas"]["Basis"];
        };
        /** @description One step of the escalation ladder as it was planned. */
        PlannedStep: {
            /** @description What will be done. */
            step: components["schemas"]["EscalationStep"];
            /**
             * @description While (or after) which window an addressee stays silent: the step is dropped once that
             * window is met.
             */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When.
             */
            due: string;
        };
        /**
         * @description What a point of contact is for, and so what it may do.
         *     - duty-officer: The person on duty: may do everything at the desk.
         *     - deputy: Stands in for the duty officer, with the same rights.
         *     - diplomatic: The diplomatic point of contact, with the same rights.
         *     - notifier: A machine: notifies and withdraws, never with flash; acknowledges and answers nothing. It
         *       reads what became of its own messages, and has an inbox only where its entry says so.
         *     - administrator: Looks after the participant's directory entry; sends nothing and reads no messages.
         *     - coordinator: Watches times, not contents; sends communication checks.
         * @enum {string}
         */
        PocRole: "duty-officer" | "deputy" | "diplomatic" | "notifier" | "administrator" | "coordinator";
        /** @description A point of contact as others see it. */
        PocView: {
            /** @description Its id within the participant. */
            id: string;
            /** @description What it is for. */
            role: components["schemas"]["PocRole"];
            /** @description What people call it. */
            title: string;
            /** @description BCP 47 tags, preferred first. */
            languages: string[];
            /** @description When it is staffed, in words. */
            hours: string;
            /** @description Public keys. */
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * @description Speed of service, never importance.
         *     - flash: Before everything else. A machine may not assign it.
         *     - immediate: At once.
         *     - priority: Soon.
         *     - routine: In its turn.
         * @enum {string}
         */
        Precedence: "flash" | "immediate" | "priority" | "routine";
        /**
         * @description Problem details (RFC 9457) as the hub writes them: title is the refusal's name, number its
         * number.
         */
        Problem: {
            /** @description A URN of the number, urn:hotline:error:1021. */
            type: string;
            /** @description The refusal's name. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description The sentence. */
            detail: string;
            /** @description The refusal's number. */
            number: number;
        };
        /**
         * @description What the hub gives for an accepted message: the journal's entry, the proof that it is in the
         * journal, and the signed head that the proof leads to. One signature serves all entries of a commit; each
         * receipt is checked alone, offline.
         */
        Receipt: {
            /**
             * Format: uuid
             * @description The message's id.
             */
            message: string;
            /** @description Where it is in the journal. */
            position: number;
            /**
             * Format: date-time
             * @description The hub's time of acceptance.
             */
            at: string;
            /** @description The entry's exact bytes (UTF-8 JSON), base64url. */
            entry: string;
            /** @description Inclusion proof: sibling hashes from the leaf up, base64url. */
            path: string[];
            /** @description Signed head of the tree, compact JWS. */
            checkpoint: string;
        };
        /** @description How an epoch of the journal began: what the entry journal-recovered says. */
        Recovery: {
            /**
             * Format: date-time
             * @description The epoch.
             */
            epoch: string;
            /** @description The position of that entry. */
            position: number;
            /** @description Up to here the journal is as it was known before; 0 when nobody knows how far. */
            kept: number;
            /** @description The last position that is known to have been given out before; null when nobody knows. */
            lost?: number;
            /**
             * Format: date-time
             * @description When the last entry that is left was recorded; null when none is left.
             */
            from?: string;
            /**
             * Format: date-time
             * @description Until when entries may be missing.
             */
            until: string;
            /** @description Who decided. */
            by: string;
            /** @description Why. */
            reason: string;
        };
        /** @description A refusal on the wire. */
        RefusalView: {
            /** @description Its number. */
            number: number;
            /** @description Its name. */
            name: string;
            /** @description The sentence. */
            detail: string;
        };
        /**
         * @description A regime's text came into force: exchanges that open from here on run under it and name it by
         * its digest.
         */
        RegimeAdopted: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "regime-adopted";
            /** @description SHA-256 of the text, base64url. */
            digest: string;
            /** @description The regime file, exactly as it was read. */
            text: string;
            /** @description Its id. */
            regime: string;
        };
        /** @description All regimes of a hub. */
        RegimeList: {
            /** @description By id. */
            regimes: components["schemas"]["RegimeView"][];
        };
        /**
         * @description A regime's text, named so that nobody can swap it: the text itself is an entry of the journal
         * (RegimeAdopted).
         */
        RegimeRef: {
            /** @description The regime, such as osce. */
            id: string;
            /** @description SHA-256 of the text that was in force, base64url. */
            digest: string;
        };
        /** @description A step of a regime's ladder. */
        RegimeStep: {
            /** @description What is done. */
            step: components["schemas"]["EscalationStep"];
            /** @description For silence in which window. */
            window: components["schemas"]["Window"];
            /** @description When, as a share of the window's length. */
            at: number;
        };
        /** @description A regime as others see it. */
        RegimeView: {
            /** @description Its id. */
            id: string;
            /** @description What people call it. */
            title: string;
            /** @description What must be said wherever its windows are shown. */
            note: string;
            /** @description The participant that watches its times. */
            coordinator?: string;
            /** @description Which statuses may run under it. */
            statuses: components["schemas"]["Status"][];
            /** @description Every window for every precedence. */
            windows: components["schemas"]["RegimeWindow"][];
            /** @description Which windows run for which opening kind. */
            kinds: {
                "incident-notification"?: components["schemas"]["Window"][];
                "request-for-information"?: components["schemas"]["Window"][];
                "request-for-assistance"?: components["schemas"]["Window"][];
                "request-for-mitigation"?: components["schemas"]["Window"][];
                "request-for-consultation"?: components["schemas"]["Window"][];
                "vulnerability-report"?: components["schemas"]["Window"][];
                declaration?: components["schemas"]["Window"][];
                "communication-check"?: components["schemas"]["Window"][];
                acknowledgement?: components["schemas"]["Window"][];
                response?: components["schemas"]["Window"][];
                withdrawal?: components["schemas"]["Window"][];
                closure?: components["schemas"]["Window"][];
            };
            /** @description The ladder. */
            escalation: components["schemas"]["RegimeStep"][];
            /** @description Where the ladder comes from. */
            escalationBasis: components["schemas"]["Basis"];
            /** @description Whose response times a participant reads under it: the operator's choice. */
            figures: components["schemas"]["Figures"];
        };
        /** @description A window's length under a regime. */
        RegimeWindow: {
            /** @description Which. */
            window: components["schemas"]["Window"];
            /** @description For which precedence. */
            precedence: components["schemas"]["Precedence"];
            /** @description How long. */
            seconds: number;
            /** @description Where the number comes from. */
            basis: components["schemas"]["Basis"];
        };
        /**
         * @description Somebody who reads the exchange by this means is to be told of a reply. Follows the entry of the
         * reply.
         */
        ReplyNoticeOrdered: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reply-notice-ordered";
            /** @description Which notice. */
            notice: components["schemas"]["NoticeKey"];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description Response times of a period. */
        Report: {
            /**
             * Format: date-time
             * @description Beginning of the period: exchanges accepted at this time or later.
             */
            from: string;
            /**
             * Format: date-time
             * @description Its end: exchanges accepted before this time.
             */
            to: string;
            /** @description What the rows are told apart by. */
            by: components["schemas"]["ReportGroup"][];
            /** @description The journal position up to which it was computed; entries after it count for nothing. */
            upTo: number;
            /**
             * Format: date-time
             * @description The hub's time then.
             */
            hubTime: string;
            /** @description all when it may hold others' figures, own when only the reader's own. */
            scope: components["schemas"]["Figures"];
            /**
             * @description What must be said wherever the figures are shown: whose they are, and who set the windows.
             */
            note: string;
            /** @description By status, window and key; a row that nothing falls into is not there. */
            rows: components["schemas"]["ReportRow"][];
            leftOut?: components["schemas"]["LeftOut"];
        };
        /** @description A bar of a distribution. */
        ReportBar: {
            /**
             * @description Acts that took longer than the bar before, up to and including so many seconds; null for the
             * last, which has no end.
             */
            upToSeconds?: number;
            /** @description How many. */
            count: number;
        };
        /** @description One window of one addressee. */
        ReportExchange: {
            /**
             * Format: uuid
             * @description The exchange.
             */
            exchange: string;
            /** @description Who was asked. */
            addressee: string;
            /** @description Who asked. */
            from: string;
            /** @description The regime. */
            regime: string;
            /** @description The kind of the opening message. */
            kind: components["schemas"]["Kind"];
            /** @description Its precedence. */
            precedence: components["schemas"]["Precedence"];
            /** @description Actual, exercise or test. */
            status: components["schemas"]["Status"];
            /** @description Which window. */
            window: components["schemas"]["Window"];
            /** @description How the act came; null without act. */
            carrier?: components["schemas"]["Carrier"];
            /**
             * Format: date-time
             * @description When the window opened: the acceptance.
             */
            opened: string;
            /**
             * Format: date-time
             * @description When it ends or ended.
             */
            due: string;
            /**
             * Format: date-time
             * @description When the act came; null without act.
             */
            at?: string;
            /** @description From opened to at, never below 0; null without act. */
            seconds?: number;
            /** @description What became of it. */
            outcome: components["schemas"]["Timeliness"];
            /** @description Of an act: it came after the first escalation step. Without act: a step has been taken. */
            afterEscalation: boolean;
        };
        /** @description The windows that a report's figures come from. */
        ReportExchanges: {
            /**
             * Format: date-time
             * @description As in Report.
             */
            from: string;
            /**
             * Format: date-time
             * @description As in Report.
             */
            to: string;
            /** @description As in Report. */
            upTo: number;
            /**
             * Format: date-time
             * @description As in Report.
             */
            hubTime: string;
            /** @description As in Report. */
            scope: components["schemas"]["Figures"];
            /** @description As in Report. */
            note: string;
            /** @description How many the reader may see; more than there are rows when the limit cut the list. */
            total: number;
            /**
             * @description How many count in the figures, but are others' and are not listed: a regime that opens its
             * figures does not open who wrote to whom.
             */
            withheld: number;
            /** @description Newest exchange first. */
            rows: components["schemas"]["ReportExchange"][];
            leftOut?: components["schemas"]["LeftOut"];
        };
        /**
         * @description What the rows of a report are told apart by, beside status and window, which are never mixed.
         *     - participant: The addressee.
         *     - regime: The regime.
         *     - kind: The kind of the opening message.
         *     - precedence: Its precedence.
         *     - carrier: The carrier by which the act came; what has no act has no carrier.
         *     - month: The calendar month of acceptance, UTC.
         * @enum {string}
         */
        ReportGroup: "participant" | "regime" | "kind" | "precedence" | "carrier" | "month";
        /** @description What a row is about; what the report is not told apart by is null. */
        ReportKey: {
            /** @description The addressee. */
            participant?: string;
            /** @description The regime. */
            regime?: string;
            /** @description The kind of the opening message. */
            kind?: components["schemas"]["Kind"];
            /** @description Its precedence. */
            precedence?: components["schemas"]["Precedence"];
            /** @description How the act came; null also where none came. */
            carrier?: components["schemas"]["Carrier"];
            /** @description The month of acceptance, 2026-11, UTC. */
            month?: string;
        };
        /**
         * @description A line of a report that says how far it is while it is made: every line holds progress but the
         * last, which holds what was asked for, or why there is none.
         */
        ReportLine: {
            /** @description How far it is. */
            progress?: components["schemas"]["ReportProgress"];
            /** @description The report. */
            report?: components["schemas"]["Report"];
            /** @description The windows that figures come from. */
            exchanges?: components["schemas"]["ReportExchanges"];
            /** @description Either of them as CSV. */
            csv?: string;
            /** @description Why there is none, where that came to light late. */
            problem?: components["schemas"]["Problem"];
        };
        /** @description How far a report is. */
        ReportProgress: {
            /** @description How many exchanges of the period were read. */
            exchanges: number;
            /**
             * Format: date-time
             * @description Where it will end: the beginning of the period.
             */
            from: string;
            /**
             * Format: date-time
             * @description It has read what was accepted at this time or later; newest first.
             */
            backTo: string;
            /**
             * Format: date-time
             * @description Where it began: the end of the period, or now when that is earlier.
             */
            to: string;
        };
        /**
         * @description How one window was answered. A response time runs from the opening of the window to the act that
         * it asks for (delivered, acknowledged, answered); late acts count, what never came cannot. Percentiles are by
         * nearest rank, so each is a time that was measured.
         */
        ReportRow: {
            /** @description Actual, exercise or test. */
            status: components["schemas"]["Status"];
            /** @description Which window. */
            window: components["schemas"]["Window"];
            /** @description What the row is about. */
            key: components["schemas"]["ReportKey"];
            /**
             * @description How many windows: one for each addressee of each exchange. The sum of the five that follow.
             */
            asked: number;
            /** @description Answered within the window. */
            met: number;
            /** @description Answered after it had lapsed. */
            late: number;
            /** @description Lapsed, and nothing came. */
            lapsed: number;
            /** @description Still running. */
            open: number;
            /** @description Withdrawn or closed while it ran. */
            ended: number;
            /** @description Acts (met or late) before any escalation step was taken for that addressee and window. */
            beforeEscalation: number;
            /** @description Acts after the first such step. */
            afterEscalation: number;
            /** @description Half of the acts took no longer; null without acts. */
            medianSeconds?: number;
            /** @description Nine in ten took no longer; null below 10 acts. */
            p90Seconds?: number;
            /** @description Ninety-nine in a hundred took no longer; null below 100 acts. */
            p99Seconds?: number;
            /**
             * @description How many acts took how long; every bound is there, whether or not anything falls below it.
             */
            distribution: components["schemas"]["ReportBar"][];
            /** @description Fewer than 20 acts: one more can move these figures far. */
            small: boolean;
        };
        /**
         * @description How far a message has come for one addressee. It never goes down.
         *     - accepted: The hub has it on disk. Nobody has been reached.
         *     - carried: A carrier handed it over: written to the addressee's console line, taken by its MQTT client,
         *       taken by its mail relay or by a broker that it reads. Nobody has confirmed it.
         *     - delivered: The addressee's program says it has verified and stored the envelope. No person need have
         *       seen it.
         *     - displayed: The addressee's program says it was shown on a screen. Nobody need have read it.
         *     - acknowledged: A point of contact signed that the message was received. That is not agreement with its
         *       content.
         *     - answered: A point of contact signed a response.
         * @enum {string}
         */
        Rung: "accepted" | "carried" | "delivered" | "displayed" | "acknowledged" | "answered";
        /** @description A rung that an addressee has reached. */
        RungView: {
            /** @description Which. */
            rung: components["schemas"]["Rung"];
            /**
             * Format: date-time
             * @description The hub's time.
             */
            at: string;
            /** @description The journal entry that says so. */
            position: number;
            /** @description How. */
            carrier: components["schemas"]["Carrier"];
            /** @description Which point of contact; null for accepted. */
            by?: string;
            /** @description True when the window that it belongs to had lapsed. */
            late: boolean;
            /** @description True when a higher rung was reached first and this one never on its own. */
            implied: boolean;
        };
        /** @description A key that wants to speak for a point of contact. */
        SeatClaim: {
            /** @description The participant. */
            participant: string;
            /** @description The point of contact there. */
            poc: string;
            /** @description The public key. */
            key: components["schemas"]["Jwk"];
        };
        /**
         * @description Whether it is real. Never mixed in statistics.
         *     - actual: It is real.
         *     - exercise: Part of an exercise.
         *     - test: A test of the system.
         * @enum {string}
         */
        Status: "actual" | "exercise" | "test";
        /** @description A step of the ladder that was taken or is still to come. */
        StepView: {
            /** @description What. */
            step: components["schemas"]["EscalationStep"];
            /** @description For which window. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it is or was due.
             */
            due: string;
            /**
             * Format: date-time
             * @description When it was taken; null while to come.
             */
            at?: string;
            /** @description The journal entry that says so; null while to come. */
            position?: number;
        };
        /**
         * @description What became of what one window asked of one addressee, as of a journal position. Each window is
         * exactly one of these.
         *     - met: The act came within the window.
         *     - late: The window lapsed, and the act came after.
         *     - lapsed: The window lapsed, and nothing has come.
         *     - open: The window runs.
         *     - ended: The opening side withdrew or closed the exchange while the window ran; what came afterwards is
         *       record only and not counted.
         * @enum {string}
         */
        Timeliness: "met" | "late" | "lapsed" | "open" | "ended";
        /**
         * @description Traffic Light Protocol 2.0 (FIRST). "WHITE" is version 1 and is not a value.
         *     - red: Named recipients only.
         *     - amber+strict: Own organisation only.
         *     - amber: Own organisation and its clients.
         *     - green: The community.
         *     - clear: No limit.
         * @enum {string}
         */
        Tlp: "red" | "amber+strict" | "amber" | "green" | "clear";
        /**
         * @description Whose turn it is in an exchange, for one reader.
         *     - ours: A person of the reader's participant is to act.
         *     - theirs: Somebody else is to act.
         *     - nobody: Nothing is awaited.
         * @enum {string}
         */
        Turn: "ours" | "theirs" | "nobody";
        /**
         * @description A time within which something is expected of an addressee.
         *     - delivery: Until its program has confirmed the message.
         *     - acknowledgement: Until a point of contact has acknowledged it.
         *     - response: Until a point of contact has answered it.
         * @enum {string}
         */
        Window: "delivery" | "acknowledgement" | "response";
        /** @description A window of one addressee opened after the exchange did. */
        WindowOpened: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "window-opened";
            /** @description Whose. */
            addressee: string;
            /** @description The window. */
            terms: components["schemas"]["WindowTerms"];
            /** @description The steps for silence in it, by time. */
            plan: components["schemas"]["PlannedStep"][];
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /** @description The end of a running window was moved; what ran before is not undone. */
        WindowRevised: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "window-revised";
            /** @description Whose. */
            addressee: string;
            /** @description Which. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description The new end.
             */
            due: string;
            /** @description What moved it. */
            why: components["schemas"]["WindowRevision"];
            /**
             * @description Where the right to move it comes from: the name of a basis in the exchange's regime text.
             */
            basis: string;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
        /**
         * @description Why the end of a window was moved.
         *     - extended: The opening side granted more time.
         *     - paused: Nobody was on duty by the calendar that counts.
         *     - outage: No hub was running, so that nobody could have acted.
         * @enum {string}
         */
        WindowRevision: "extended" | "paused" | "outage";
        /**
         * @description What became of a window. It changes once.
         *     - open: Running.
         *     - met: What was expected came within it.
         *     - lapsed: It ended unmet. A later act is on record as late and does not change this.
         *     - ended: The opening side withdrew or closed the exchange while it ran.
         * @enum {string}
         */
        WindowState: "open" | "met" | "lapsed" | "ended";
        /** @description A window of one addressee. */
        WindowTerms: {
            /** @description Which. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it ends: the first moment that is too late.
             */
            due: string;
            /** @description Where its number comes from: the name of a basis in the exchange's regime text. */
            basis: string;
            /**
             * Format: date-time
             * @description When it begins; null when with the entry that says so.
             */
            start?: string;
        };
        /** @description A window of one addressee. */
        WindowView: {
            /** @description Which. */
            window: components["schemas"]["Window"];
            /**
             * Format: date-time
             * @description When it began.
             */
            opened: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            due: string;
            /** @description What became of it. */
            state: components["schemas"]["WindowState"];
            /**
             * Format: date-time
             * @description When it was met, lapsed or ended; null while open. For a lapse: when the hub noticed.
             */
            at?: string;
            /** @description Where its number comes from. */
            basis: components["schemas"]["Basis"];
            /** @description The hub's outage, when it lapsed in one. */
            outage?: components["schemas"]["Outage"];
        };
        /** @description The opening side took its message back; windows still open end. */
        Withdrawn: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "withdrawn";
            /** @description The signed message. */
            reply: components["schemas"]["MessageHeader"];
            /** @description How it came. */
            carrier: components["schemas"]["Carrier"];
            /**
             * @description Set when the exchange had been withdrawn or closed before: the act counts as record only.
             */
            after: boolean;
            /**
             * Format: uuid
             * @description Its id, which is that of the message that opened it.
             */
            exchange: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
