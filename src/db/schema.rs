//! The tables as both databases have them. Their differences (types, indexes) are in the migrations.

diesel::table! {
    users (id) {
        id -> BigInt,
        email -> Text,
        name -> Text,
        mobile -> Nullable<Text>,
        password_hash -> Text,
        token_generation -> BigInt,
        kept_token -> Nullable<Text>,
        created_at -> BigInt,
        language -> Nullable<Text>,
    }
}

diesel::table! {
    revoked_tokens (token_id) {
        token_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    one_time_links (id) {
        id -> BigInt,
        purpose -> Text,
        email -> Text,
        user_id -> Nullable<BigInt>,
        generation -> Nullable<BigInt>,
        of_profile_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        due_at -> Nullable<BigInt>,
        lease -> Nullable<Text>,
        attempts -> BigInt,
        invitation_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    one_time_link_tokens (hash) {
        hash -> Text,
        link_id -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        user_id -> BigInt,
        email -> Text,
        name -> Nullable<Text>,
        mobile -> Nullable<Text>,
        role -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    profiles (id) {
        id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        name -> Text,
        time_zone -> Text,
        currency_id -> Nullable<BigInt>,
        company_id -> Nullable<BigInt>,
        language -> Nullable<Text>,
        slug -> Text,
        directory -> Bool,
        health_weights -> Text,
        segment_cuts -> Text,
        feedback_themes -> Text,
        linked_inputs -> Bool,
    }
}

diesel::table! {
    members (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        user_id -> BigInt,
        role -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    catalog_entries (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        catalog -> Text,
        name -> Text,
        position -> BigInt,
        retired -> Bool,
        code -> Nullable<Text>,
        value -> Nullable<BigInt>,
        parent_id -> Nullable<BigInt>,
        external_ids -> Text,
    }
}

diesel::table! {
    inputs (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        entity -> Text,
        slug -> Text,
        name -> Text,
        kind -> Text,
        options -> Text,
        position -> BigInt,
        required -> Bool,
        public -> Bool,
        default_value -> Nullable<Text>,
        external_ids -> Text,
        link -> Nullable<Text>,
    }
}

diesel::table! {
    loose_contents (profile_id, stored_as) {
        profile_id -> BigInt,
        stored_as -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    loose_files (profile_id, file_id) {
        profile_id -> BigInt,
        file_id -> BigInt,
        since -> BigInt,
    }
}

diesel::table! {
    files (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        content_type -> Text,
        size -> BigInt,
        sha256 -> Text,
        name -> Nullable<Text>,
        stored_as -> Nullable<Text>,
        external_ids -> Text,
    }
}

diesel::table! {
    companies (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        client_number -> Text,
        slug -> Text,
        name -> Text,
        type_id -> Nullable<BigInt>,
        industry_id -> Nullable<BigInt>,
        kind -> Nullable<Text>,
        customer_since -> Nullable<BigInt>,
        customer_status -> Nullable<Text>,
        payment_terms -> Nullable<Text>,
        credit_limit -> Nullable<BigInt>,
        primary_contact_id -> Nullable<BigInt>,
        contact_name -> Nullable<Text>,
        contact_position -> Nullable<Text>,
        notes -> Nullable<Text>,
        public -> Bool,
        website -> Nullable<Text>,
        phone -> Nullable<Text>,
        mobile -> Nullable<Text>,
        whatsapp -> Nullable<Text>,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        bio -> Nullable<Text>,
        billing_name -> Nullable<Text>,
        rfc -> Nullable<Text>,
        rfc_folded -> Nullable<Text>,
        logo_id -> Nullable<BigInt>,
        shipping_address -> Nullable<Text>,
        billing_address -> Nullable<Text>,
        inputs -> Text,
        search_text -> Text,
        files -> Text,
        external_ids -> Text,
        user_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    contacts (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        company_id -> BigInt,
        name -> Text,
        surname -> Nullable<Text>,
        mother_surname -> Nullable<Text>,
        title_id -> Nullable<BigInt>,
        origin_id -> Nullable<BigInt>,
        position_id -> Nullable<BigInt>,
        department_id -> Nullable<BigInt>,
        phone_office -> Nullable<Text>,
        phone_office_extension -> Nullable<Text>,
        phone_mobile -> Nullable<Text>,
        phone_other -> Nullable<Text>,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        skype -> Nullable<Text>,
        linkedin -> Nullable<Text>,
        twitter -> Nullable<Text>,
        shipping_address -> Nullable<Text>,
        billing_address -> Nullable<Text>,
        assistant -> Nullable<Text>,
        picture_id -> Nullable<BigInt>,
        inputs -> Text,
        search_text -> Text,
        files -> Text,
        external_ids -> Text,
        user_id -> Nullable<BigInt>,
        mail_blocked -> Bool,
    }
}

diesel::table! {
    products (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        name -> Text,
        slug -> Text,
        short_name -> Nullable<Text>,
        value -> BigInt,
        sku -> Nullable<Text>,
        description -> Nullable<Text>,
        profile_currency_type_id -> Nullable<BigInt>,
        product_discount_id -> Nullable<BigInt>,
        product_validity_id -> Nullable<BigInt>,
        product_measury_id -> Nullable<BigInt>,
        product_category_id -> Nullable<BigInt>,
        product_subcategory_id -> Nullable<BigInt>,
        taxes -> Text,
        featured -> Bool,
        tags -> Text,
        location -> Nullable<Text>,
        min_quantity -> Nullable<BigInt>,
        vendor -> Nullable<Text>,
        company_id -> Nullable<BigInt>,
        picture_id -> Nullable<BigInt>,
        retired -> Bool,
        inputs -> Text,
        search_text -> Text,
        external_ids -> Text,
        user_id -> Nullable<BigInt>,
        public -> Bool,
        kind -> Text,
        service_category_id -> Nullable<BigInt>,
        service_subcategory_id -> Nullable<BigInt>,
        brand -> Nullable<Text>,
    }
}

diesel::table! {
    leads (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        name -> Text,
        surname -> Nullable<Text>,
        mother_surname -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        mobile -> Nullable<Text>,
        company -> Nullable<Text>,
        company_id -> Nullable<BigInt>,
        contact_id -> Nullable<BigInt>,
        designation -> Nullable<Text>,
        type_id -> Nullable<BigInt>,
        source_id -> Nullable<BigInt>,
        campaign_id -> Nullable<BigInt>,
        status -> Text,
        score -> Nullable<BigInt>,
        product_id -> Nullable<BigInt>,
        service_id -> Nullable<BigInt>,
        notes -> Nullable<Text>,
        last_contact -> Nullable<BigInt>,
        consent -> Bool,
        picture_id -> Nullable<BigInt>,
        user_id -> Nullable<BigInt>,
        converted_at -> Nullable<BigInt>,
        inputs -> Text,
        search_text -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    opportunities (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        user_id -> BigInt,
        title -> Text,
        value -> BigInt,
        estimated_end_at -> Text,
        prospect_type -> Text,
        operation_type -> Text,
        status -> Text,
        lost_reason -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        stage_id -> BigInt,
        company_id -> BigInt,
        contact_id -> BigInt,
        campaign_id -> Nullable<BigInt>,
        lead_id -> Nullable<BigInt>,
        want_products -> Bool,
        want_tax -> Bool,
        products -> Text,
        inputs -> Text,
        search_text -> Text,
        files -> Text,
        external_ids -> Text,
        type_id -> Nullable<BigInt>,
        currency_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    tickets (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        title -> Text,
        description -> Text,
        company_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        opportunity_id -> Nullable<BigInt>,
        user_id -> BigInt,
        origin_id -> BigInt,
        case_id -> BigInt,
        priority_id -> BigInt,
        estimated_end_at -> Text,
        status -> Text,
        solved_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        search_text -> Text,
        inputs -> Text,
        files -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    ticket_comments (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        ticket_id -> BigInt,
        user_id -> BigInt,
        comment -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        user_id -> BigInt,
        entity -> Text,
        record_id -> BigInt,
        subject -> Text,
        comment -> Nullable<Text>,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    mails (id) {
        id -> BigInt,
        profile_id -> BigInt,
        notification_id -> Nullable<BigInt>,
        recipient -> Text,
        recipient_name -> Text,
        reply_to -> Nullable<Text>,
        subject -> Text,
        body -> Text,
        paper_kind -> Nullable<Text>,
        paper_id -> Nullable<BigInt>,
        created_at -> BigInt,
        attempts -> BigInt,
        due_at -> Nullable<BigInt>,
        lease -> Nullable<Text>,
        failure -> Nullable<Text>,
        given_up_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    application_tokens (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        user_id -> BigInt,
        name -> Text,
        prefix -> Text,
        hash -> Text,
        rights -> Text,
        origin -> Nullable<Text>,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        member_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    application_token_uses (profile_id, application_token_id) {
        profile_id -> BigInt,
        application_token_id -> BigInt,
        last_used_at -> BigInt,
    }
}

diesel::table! {
    changes (sequence) {
        sequence -> BigInt,
        profile_id -> BigInt,
        entity -> Text,
        record_id -> BigInt,
        operation -> Text,
        version -> BigInt,
        user_id -> Nullable<BigInt>,
        token_id -> Nullable<Text>,
        origin -> Nullable<Text>,
        request_id -> Nullable<Text>,
        changed_at -> BigInt,
        record -> Text,
    }
}

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        url -> Text,
        description -> Nullable<Text>,
        entities -> Text,
        operations -> Text,
        exclude_origin -> Nullable<Text>,
        enabled -> Bool,
        disabled_at -> Nullable<BigInt>,
        disabled_reason -> Nullable<Text>,
        secret -> Text,
        previous_secret -> Nullable<Text>,
        previous_secret_ends_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_positions (profile_id, webhook_id) {
        profile_id -> BigInt,
        webhook_id -> BigInt,
        sequence -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> BigInt,
        profile_id -> BigInt,
        webhook_id -> BigInt,
        sequence -> Nullable<BigInt>,
        event -> Text,
        entity -> Nullable<Text>,
        record_id -> Nullable<BigInt>,
        created_at -> BigInt,
        status -> Text,
        attempts -> BigInt,
        due_at -> Nullable<BigInt>,
        lease -> Nullable<Text>,
        attempted_at -> Nullable<BigInt>,
        duration -> Nullable<BigInt>,
        status_code -> Nullable<BigInt>,
        failure -> Nullable<Text>,
    }
}

#[cfg(feature = "vehicles")]
diesel::table! {
    vehicles (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        company_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        plate -> Text,
        name -> Text,
        inputs -> Text,
        external_ids -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    idempotency_keys (caller, idempotency_key) {
        caller -> Text,
        idempotency_key -> Text,
        request_hash -> Text,
        reply -> Text,
        created_at -> BigInt,
        profile_id -> BigInt,
        ids -> Text,
        bytes -> BigInt,
        language -> Text,
    }
}

diesel::table! {
    external_ids (profile_id, entity, system, external_id) {
        profile_id -> BigInt,
        entity -> Text,
        system -> Text,
        external_id -> Text,
        record_id -> BigInt,
    }
}

diesel::table! {
    /// The values of inputs, to find records by.
    input_values (profile_id, entity, slug, value, record_id) {
        profile_id -> BigInt,
        entity -> Text,
        slug -> Text,
        value -> Text,
        record_id -> BigInt,
    }
}

diesel::table! {
    interactions (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        lead_id -> Nullable<BigInt>,
        company_id -> Nullable<BigInt>,
        contact_id -> Nullable<BigInt>,
        opportunity_id -> Nullable<BigInt>,
        ticket_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        kind -> Text,
        direction -> Nullable<Text>,
        subject -> Nullable<Text>,
        description -> Nullable<Text>,
        date -> BigInt,
        outcome -> Nullable<Text>,
        next_action -> Nullable<Text>,
        next_action_date -> Nullable<BigInt>,
        next_action_done -> Bool,
        user_id -> Nullable<BigInt>,
        reminded_for -> Nullable<BigInt>,
        escalated_for -> Nullable<BigInt>,
        inputs -> Text,
        search_text -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    feedback (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        company_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        ticket_id -> Nullable<BigInt>,
        subject -> Nullable<Text>,
        scale -> Text,
        status -> Text,
        open_key -> Nullable<Text>,
        expires_at -> BigInt,
        mailed_at -> Nullable<BigInt>,
        reminders -> BigInt,
        reminded_at -> Nullable<BigInt>,
        reminder_at -> Nullable<BigInt>,
        rating -> Nullable<BigInt>,
        comment -> Nullable<Text>,
        category -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
        search_text -> Text,
        external_ids -> Text,
    }
}

diesel::table! {
    quotations (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        number -> Nullable<Text>,
        revision -> BigInt,
        company_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        opportunity_id -> Nullable<BigInt>,
        user_id -> Nullable<BigInt>,
        status -> Text,
        valid_until -> Nullable<Text>,
        currency_id -> Nullable<BigInt>,
        billing_address -> Nullable<Text>,
        shipping_address -> Nullable<Text>,
        lines -> Text,
        subtotal -> BigInt,
        discount -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        taxes -> Text,
        notes -> Nullable<Text>,
        sent_at -> Nullable<BigInt>,
        mailed_to -> Nullable<Text>,
        mailed_at -> Nullable<BigInt>,
        accepted_at -> Nullable<BigInt>,
        rejected_at -> Nullable<BigInt>,
        rejected_reason -> Nullable<Text>,
        superseded_at -> Nullable<BigInt>,
        inputs -> Text,
        files -> Text,
        external_ids -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    orders (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        number -> Text,
        company_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        quotation_id -> Nullable<BigInt>,
        user_id -> Nullable<BigInt>,
        status -> Text,
        order_date -> Text,
        currency_id -> Nullable<BigInt>,
        billing_address -> Nullable<Text>,
        shipping_address -> Nullable<Text>,
        lines -> Text,
        subtotal -> BigInt,
        discount -> BigInt,
        tax -> BigInt,
        total -> BigInt,
        taxes -> Text,
        notes -> Nullable<Text>,
        pending_at -> Nullable<BigInt>,
        processing_at -> Nullable<BigInt>,
        shipped_at -> Nullable<BigInt>,
        delivered_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
        inputs -> Text,
        files -> Text,
        external_ids -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    /// The lines of quotations and of orders, written along with the documents that keep them.
    document_lines (id) {
        id -> BigInt,
        profile_id -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        created_by -> Nullable<BigInt>,
        created_by_token -> Nullable<BigInt>,
        document -> Text,
        quotation_id -> Nullable<BigInt>,
        order_id -> Nullable<BigInt>,
        position -> BigInt,
        product_id -> BigInt,
        amount -> BigInt,
        price -> BigInt,
        discount -> BigInt,
        tax -> BigInt,
        net -> BigInt,
        total -> BigInt,
        inputs -> Text,
    }
}

diesel::table! {
    counters (profile_id, facet, value, slot) {
        profile_id -> BigInt,
        facet -> Text,
        value -> BigInt,
        slot -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    /// On SQLite alone: records whose text is not in the search index yet.
    search_backlog (entity, profile_id, record_id) {
        entity -> Text,
        profile_id -> BigInt,
        record_id -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    users,
    revoked_tokens,
    profiles,
    members,
    catalog_entries,
    inputs,
    files,
    companies,
    contacts,
    products,
    leads,
    opportunities,
    tickets,
    ticket_comments,
    interactions,
    feedback,
    quotations,
    orders,
    document_lines,
    search_backlog
);
diesel::allow_tables_to_appear_in_same_query!(application_tokens, members);
diesel::allow_tables_to_appear_in_same_query!(application_tokens, profiles);
diesel::allow_tables_to_appear_in_same_query!(one_time_links, one_time_link_tokens);
diesel::allow_tables_to_appear_in_same_query!(webhooks, webhook_positions, webhook_deliveries, changes);
